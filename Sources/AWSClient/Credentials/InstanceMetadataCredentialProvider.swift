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
        let source = Source(name: "instance metadata (\(session.endpoint.authority))")
        do {
            return try await credentials(session, source)
        } catch let failure as InstanceMetadataSession.Failure {
            throw source.failure(failure.message)
        }
    }

    private func credentials(_ session: InstanceMetadataSession, _ source: Source) async throws -> Credentials? {
        // A token that is refused is replaced once: the service may have been started anew.
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
        _ session: InstanceMetadataSession, token: String, _ source: Source
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
            return .found(try document.credentials(from: source.name, now: now(), nextStep: Source.nextStep))
        case .refused(status: 401): return .tokenRefused
        case .refused(let status):
            throw source.failure("the service answered with the status \(status) for the role \(role)")
        case .unreachable: throw source.failure("the service stopped answering")
        }
    }
}

extension InstanceMetadataCredentialProvider {
    /// The service's name in errors, and the checks of its answers.
    private struct Source {
        static let nextStep = "Check the role of the instance, or set AWS_EC2_METADATA_DISABLED=true"

        let name: String

        func failure(_ message: String) -> CredentialError {
            CredentialError(source: name, message: message, nextStep: Self.nextStep)
        }

        func isToken(_ text: String) -> Bool {
            !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        }

        /// Whether a text has only the characters of role names, none of which needs an escape in a path.
        func isRole(_ text: String) -> Bool {
            text.utf8.allSatisfy(
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@-".utf8.contains)
        }

        func document(_ text: String) throws(CredentialError) -> CredentialDocument {
            let body = Data(text.utf8)
            guard let status = try? JSONDecoder().decode(Status.self, from: body) else {
                throw failure("the service's answer is not a JSON object")
            }
            if let code = status.code, code != "Success" {
                throw failure("the service has no credentials: \(Status.visible(code, status.message))")
            }
            guard let document = try? JSONDecoder().decode(CredentialDocument.self, from: body) else {
                throw failure("the service's answer is not a JSON object with credentials as text")
            }
            return document
        }
    }

    /// The code and the message of an answer.
    private struct Status: Decodable {
        let code: String?
        let message: String?

        private enum CodingKeys: String, CodingKey {
            case code = "Code"
            case message = "Message"
        }

        /// Both in one line of at most 200 characters.
        static func visible(_ code: String, _ message: String?) -> String {
            let text = code + (message.map { ": \($0)" } ?? "")
            return String(text.map { $0.isNewline || $0 < " " ? " " : $0 }.prefix(200))
        }
    }
}
