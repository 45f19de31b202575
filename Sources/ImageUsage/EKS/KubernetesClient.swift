import AWSClient
import Essentials
import Formats
import HTTPTransport
import HTTPTypes
import Logging
import Synchronization

/// A client that reads the Kubernetes API of one cluster.
///
/// Passing faults are tried again; every other fault is an error, never a shorter list.
struct KubernetesClient: Sendable {
    /// The most times that one request is sent.
    static let maximumAttempts = 6
    /// The largest answer, in bytes; a list that has larger ones is read in smaller pages.
    static let largestAnswer = 16 << 20
    /// The longest wait that a server may ask for.
    static let longestWait = Duration.seconds(30)

    let cluster: String
    let server: KubernetesServer
    let transport: any Transport
    let system: SystemContext
    let context: CallContext
    /// The token, which serves all requests until the API refuses it.
    let token: KubernetesToken

    /// Sends a `GET` request and decodes its answer.
    ///
    /// - Parameter path: the path and query behind the server's own path.
    /// - Throws: `AWSError`; the code of an answer's error is the reason that Kubernetes gives, such as `Forbidden`.
    ///   `CancellationError` when the task was cancelled.
    func get<Value>(_ path: String, _ decode: (Data) throws -> Value) async throws -> Value {
        var attempt = 1
        var hasNewToken = false
        while true {
            try Task.checkCancellation()
            let token = try await token.current()
            let answer = try await send(path, token, attempt)
            switch answer {
            case .success(let response) where response.head.status == .ok:
                do { return try decode(response.body) } catch {
                    // A cut body may come whole the next time; a wrong one comes again.
                    try await wait(
                        nil, attempt,
                        self.error(
                            .malformedResponse, path, "the answer can't be read: \(error.jsonDescription)", attempt))
                }
            case .success(let response) where response.head.status == .unauthorized && !hasNewToken:
                hasNewToken = true
                self.token.drop(token)
                continue
            case .success(let response):
                let failure = error(response, path, token, attempt)
                guard [429, 500, 502, 503, 504].contains(response.head.status.code) else { throw failure }
                if response.head.status == .tooManyRequests { context.statistics.countThrottling() }
                try await wait(response.head.headerFields[.retryAfter], attempt, failure)
            case .failure(let failure):
                try await wait(nil, attempt, failure)
            }
            attempt += 1
        }
    }

    /// Sends one request; a result that is a failure may pass.
    private func send(
        _ path: String, _ token: EKSToken, _ attempt: Int
    ) async throws -> Result<TransportResponse, AWSError> {
        let timeLeft = try timeLeft(path, attempt)
        let head = HTTPRequest(
            method: .get, scheme: server.scheme, authority: server.authority, path: server.path + path,
            headerFields: [.authorization: "Bearer \(token.text)", .accept: "application/json"])
        let request = TransportRequest(
            head: head, connectTimeout: .seconds(10), timeout: min(.seconds(60), timeLeft ?? .seconds(60)),
            authorities: server.authorities, maximumResponseSize: Self.largestAnswer)
        context.statistics.countAttempt(at: "kubernetes:get", isRetry: attempt > 1)
        do {
            return .success(try await transport.send(request))
        } catch let failure as TransportError {
            _ = try self.timeLeft(path, attempt)
            let code: AWSError.Code = failure.kind == .responseTooLarge ? .tooLarge : .unreachable
            let error = error(code, path, token.redacted("\(failure)"), attempt)
            let mayPass = ![.untrusted, .invalidRequest, .responseTooLarge, .malformedResponse].contains(failure.kind)
            guard mayPass else { throw error }
            return .failure(error)
        }
    }

    /// The time until the run's deadline; `nil` without one.
    ///
    /// - Throws: `AWSError` after the deadline.
    private func timeLeft(_ path: String, _ attempt: Int) throws -> Duration? {
        guard let deadline = context.deadline else { return nil }
        let timeLeft = Duration.seconds(deadline.timeIntervalSince(system.now()))
        guard timeLeft > .zero else {
            throw error(.deadline, path, "the deadline passed before there was an answer", attempt)
        }
        return timeLeft
    }

    /// Waits before the next attempt.
    ///
    /// - Parameter retryAfter: the seconds that the server asks for, if it does.
    /// - Throws: the failure, if no attempt is left or the deadline comes first.
    private func wait(_ retryAfter: String?, _ attempt: Int, _ failure: AWSError) async throws {
        guard attempt < Self.maximumAttempts else { throw failure }
        let backoff = Duration.milliseconds(200) * (1 << attempt) * (0.5 + system.random() / 2)
        let asked = retryAfter.flatMap { Int($0) }.map { Duration.seconds(max(0, $0)) } ?? .zero
        let delay = max(backoff, min(asked, Self.longestWait))
        if let deadline = context.deadline, system.now().addingTimeInterval(delay / .seconds(1)) >= deadline {
            throw failure
        }
        context.logger.info("trying again", metadata: ["error": "\(failure)", "delay": "\(delay)"])
        try await system.sleep(delay)
    }
}

extension KubernetesClient {
    /// An error of a request.
    private func error(
        _ code: AWSError.Code, _ path: String, _ message: String, _ attempts: Int, status: Int? = nil
    ) -> AWSError {
        let name = path.prefix { $0 != "?" }
        return AWSError(
            code: code, operation: "GET \(name) of the EKS cluster \(cluster)", message: message, status: status,
            attempts: attempts)
    }

    /// The error of an answer, which Kubernetes describes in a `Status` object.
    private func error(
        _ response: TransportResponse, _ path: String, _ token: EKSToken, _ attempts: Int
    ) -> AWSError {
        let answer = try? JSONDecoder().decode(KubernetesStatus.self, from: response.body)
        let status = response.head.status.code
        let reason: AWSError.Code =
            switch status {
            case 401: .unauthorized
            case 403: .forbidden
            case 410: .expired
            default: AWSError.Code(answer?.reason.map { token.redacted($0).excerpt() } ?? "HTTP\(status)")
            }
        let message = answer?.message.map { token.redacted($0).excerpt(1_000) } ?? "HTTP status \(status)"
        return error(reason, path, message, attempts, status: status)
    }
}

extension AWSError.Code {
    /// A cluster that can't be reached, or is not trusted.
    static let unreachable: AWSError.Code = "Unreachable"
    /// A caller that the cluster does not know.
    static let unauthorized: AWSError.Code = "Unauthorized"
    /// A caller that may not list a resource.
    static let forbidden: AWSError.Code = "Forbidden"
    /// A page token that is too old.
    static let expired: AWSError.Code = "Expired"
}

extension Error {
    /// The place and reason of a fault in a JSON text.
    fileprivate var jsonDescription: String {
        self is DecodingError ? "a required member is missing or has a wrong type" : "\(self)"
    }
}

/// The token that a cluster's requests share.
final class KubernetesToken: Sendable {
    private let make: @Sendable () async throws -> EKSToken
    private let kept = Mutex<EKSToken?>(nil)

    /// Creates a holder that makes a token when it is first needed.
    init(_ make: @escaping @Sendable () async throws -> EKSToken) { self.make = make }

    /// The token, made if there is none.
    func current() async throws -> EKSToken {
        if let token = kept.withLock(\.self) { return token }
        let token = try await make()
        kept.withLock { $0 = token }
        return token
    }

    /// Forgets a token that the API refused.
    func drop(_ token: EKSToken) {
        kept.withLock { if $0?.text == token.text { $0 = nil } }
    }
}
