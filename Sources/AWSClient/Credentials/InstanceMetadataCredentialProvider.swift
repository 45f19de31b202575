public import Essentials
public import HTTPTransport

/// The credentials of an EC2 instance's role, from the instance metadata service.
///
/// Only version 2 of the service is used, which needs a token: there is no fallback to version 1. Credentials that the
/// service gives out after their end are an error. The SDKs go on with them, since AWS may still take them while the
/// service is disturbed. This program would rather stop than rely on it. See the AWS SDKs and Tools Reference Guide,
/// "IMDS credential provider".
public struct InstanceMetadataCredentialProvider: CredentialProvider {
    private let settings: InstanceMetadataSettings
    private let transport: any Transport
    private let now: @Sendable () -> Date

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - transport: A transport without a proxy, since the service is on this machine's host.
    ///   - now: The clock that expirations are compared with.
    public init(settings: InstanceMetadataSettings, transport: any Transport, now: @escaping @Sendable () -> Date) {
        self.settings = settings
        self.transport = transport
        self.now = now
    }

    /// Returns the credentials of the instance's role.
    ///
    /// The result is `nil` when the service is disabled, does not answer or grants no token, and when there is no role.
    ///
    /// - Throws: ``CredentialError`` when a setting is invalid, when the service fails, or when its answer holds no
    ///   valid credentials. `CancellationError` when the task was cancelled.
    public func credentials() async throws -> Credentials? {
        guard !settings.isDisabled else { return nil }
        let session = InstanceMetadataSession(
            endpoint: try settings.endpoint(), timeout: try settings.timeout(), attempts: try settings.attempts(),
            transport: transport)
        let source = InstanceMetadataSource(name: "instance metadata (\(session.endpoint.authority))")
        do {
            return try await credentials(session, source)
        } catch let failure as InstanceMetadataSession.Failure {
            throw source.failure(failure.message)
        }
    }

    private func credentials(_ session: InstanceMetadataSession, _ source: InstanceMetadataSource) async throws
        -> Credentials?
    {
        // A token that is refused is replaced once: the service may have been started again.
        var mayReplaceToken = true
        while true {
            // A service that grants no token is another cloud's, or one for which this instance is not set up.
            guard case .text(let token) = try await session.token() else { return nil }
            guard source.isToken(token) else { throw source.failure("its token is not one line of visible characters") }
            switch try await credentials(session, token: token, source) {
            case .found(let credentials): return credentials
            case .noRole: return nil
            case .tokenRefused:
                guard mayReplaceToken else { throw source.failure("the service refused its own token twice") }
                mayReplaceToken = false
            }
        }
    }

    private enum Outcome {
        case found(Credentials)
        case noRole
        case tokenRefused
    }

    private static let path = "/latest/meta-data/iam/security-credentials/"

    private func credentials(
        _ session: InstanceMetadataSession, token: String, _ source: InstanceMetadataSource
    ) async throws -> Outcome {
        let role: String
        switch try await session.get(Self.path, token: token) {
        case .text(let text):
            guard let line = text.split(whereSeparator: \.isWhitespace).first else { return .noRole }
            role = String(line)
        case .refused(status: 401): return .tokenRefused
        case .refused(status: 404): return .noRole
        case .refused(let status): throw source.failure("the service answered with the status \(status)")
        case .unreachable: throw source.failure("the service stopped answering")
        }
        guard source.isRole(role) else { throw source.failure("the name of the instance's role is malformed") }
        switch try await session.get(Self.path + role, token: token) {
        case .text(let text):
            let document = try source.document(text)
            return .found(
                try document.credentials(from: source.name, now: now(), nextStep: InstanceMetadataSource.nextStep))
        case .refused(status: 401): return .tokenRefused
        case .refused(let status):
            throw source.failure("the service answered with the status \(status) for the role \(role)")
        case .unreachable: throw source.failure("the service stopped answering")
        }
    }
}
