public import Essentials
public import HTTPTransport
import HTTPTypes

/// Credentials from an endpoint that the environment names.
///
/// Containers (ECS, EKS) and Lambda with SnapStart have such an endpoint. Each of 3 attempts may take 2 seconds, and
/// they are a second apart. A refusal (a 4xx status other than 429) is final. See the AWS SDKs and Tools Reference
/// Guide, "Container credential provider".
public struct ContainerCredentialProvider: CredentialProvider {
    private static let attempts = 3

    private let environment: [String: String]
    private let transport: any Transport
    private let files: FileReader
    private let now: @Sendable () -> Date
    private let sleep: @Sendable (Duration) async throws -> Void

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - transport: A transport without a proxy, since the endpoint is on this machine or its host.
    ///   - files: Reads `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE`, again for each attempt, since the token is rotated.
    ///   - now: The clock that expirations are compared with.
    ///   - sleep: Waits between attempts; throws when the task is cancelled.
    public init(
        environment: [String: String], transport: any Transport, files: FileReader,
        now: @escaping @Sendable () -> Date, sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.environment = environment
        self.transport = transport
        self.files = files
        self.now = now
        self.sleep = sleep
    }

    /// Returns the container's credentials, or `nil` when the environment names no endpoint.
    ///
    /// - Throws: ``CredentialError`` when the endpoint is not allowed or gives no credentials. `CancellationError` when
    ///   the task was cancelled.
    public func credentials() async throws -> Credentials? {
        guard let endpoint = try ContainerCredentialEndpoint(environment: environment) else { return nil }
        var attempt = 1
        while true {
            switch try await fetch(from: endpoint) {
            case .credentials(let credentials): return credentials
            case .failed(let message, let passes):
                guard passes, attempt < Self.attempts else {
                    throw CredentialError(
                        source: "container credentials (\(endpoint.authority))",
                        message: message + (attempt > 1 ? " (after \(attempt) attempts)" : ""),
                        nextStep: "Check the role of the task, the pod or the function, and AWS_CONTAINER_CREDENTIALS_*"
                    )
                }
            }
            attempt += 1
            try await sleep(.seconds(1))
        }
    }

    private enum Outcome {
        case credentials(Credentials)
        case failed(String, passes: Bool)
    }

    private func fetch(from endpoint: ContainerCredentialEndpoint) async throws -> Outcome {
        var head = HTTPRequest(
            method: .get, scheme: endpoint.scheme, authority: endpoint.authority, path: endpoint.path)
        head.headerFields[.accept] = "application/json"
        let token = try authorizationToken()
        head.headerFields[.authorization] = token

        let response: TransportResponse
        do {
            response = try await transport.send(
                TransportRequest(
                    head: head, connectTimeout: .seconds(1), timeout: .seconds(2), maximumResponseSize: 64 << 10))
        } catch let error as TransportError {
            return .failed(error.message, passes: true)
        }
        let status = response.head.status
        guard status == .ok else {
            let reason = ContainerCredentialFailure(body: response.body).text(without: token)
            return .failed(
                "the endpoint answered with the status \(status.code)" + reason,
                passes: status.code >= 500 || status.code == 429)
        }
        guard let document = try? JSONDecoder().decode(CredentialDocument.self, from: response.body) else {
            return .failed("the endpoint's answer is not a JSON object with credentials as text", passes: true)
        }
        return .credentials(
            try document.credentials(
                from: "container credentials (\(endpoint.authority))", now: now(),
                nextStep: "Check what AWS_CONTAINER_CREDENTIALS_* point to"))
    }

    /// The token for the endpoint, if one is set.
    ///
    /// As in the SDKs, the token's file wins over the token's variable.
    private func authorizationToken() throws(CredentialError) -> String? {
        let variable = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
        if let path = environment[variable + "_FILE"], !path.isEmpty {
            guard let bytes = try? files.contents(ofFileAt: path) else {
                throw CredentialError(
                    source: variable + "_FILE", message: "the file \(path) can't be read",
                    nextStep: "Set the variable to the file that holds the token, or unset it")
            }
            return try checked(String(decoding: bytes, as: UTF8.self), from: path)
        }
        guard let token = environment[variable], !token.isEmpty else { return nil }
        return try checked(token, from: variable)
    }

    private func checked(_ token: String, from source: String) throws(CredentialError) -> String {
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw CredentialError(
                source: source,
                message: "the token is empty or holds a line break or another character no header may have",
                nextStep: "Write the token without a line break at its end")
        }
        return token
    }
}
