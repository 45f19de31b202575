import Essentials
import HTTPTransport
import HTTPTypes
import Logging
import Synchronization

extension AWSClient {
    /// The head of a `POST` to the endpoint's root path.
    ///
    /// Every protocol starts from it; REST then sets the method and the path.
    var requestHead: HTTPRequest {
        HTTPRequest(
            method: .post, scheme: configuration.endpoint.scheme, authority: configuration.endpoint.authority,
            path: configuration.endpoint.path + "/")
    }

    /// The name of the permission that an operation needs.
    func permission(for operation: String) -> String {
        "\(configuration.service.signingName):\(operation)"
    }

    /// Sends a request and retries it while a retry can help.
    func perform<Response>(_ exchange: Exchange<Response>) async throws -> Response {
        var retries = Retries(maximumAttempts: configuration.maximumAttempts)
        let invocation = system.randomUUID()
        let limiter = shared.limiter(of: exchange.operation, system)
        let ticket = limiter.register()
        var last: AWSError?
        while true {
            try Task.checkCancellation()
            let attempt = Attempt(self, exchange, of: retries, after: last, invocation: invocation)
            guard
                let pass = try await limiter.enter(
                    ticket, isLastAttempt: retries.isLastAttempt, timeLeft: { timeLeft })
            else { throw attempt.unsent(.deadline, Self.noTimeForPace) }
            let outcome: Attempt<Response>.Outcome
            do {
                outcome = try await attempt.outcome()
            } catch {
                limiter.finish(pass, with: .other)
                throw error
            }
            limiter.finish(pass, with: outcome.pacing)
            switch outcome {
            case .success(let response):
                shared.quota.withLock { retries.succeeded(quota: &$0) }
                return response
            case .clockIsOff(let error):
                guard retries.correctedClock() else { throw error }
                last = error
                context.logger.info("signing by AWS's clock, which the machine's is far from")
            case .failure(let error):
                guard error.code == .outdated else { throw error }
                var withdrawn = last ?? error
                withdrawn.isRetryLeft = true
                throw withdrawn
            case .retryable(let kind, let retryAfter, let error):
                try await system.sleep(delay(after: kind, retryAfter, error, exchange.operation, &retries))
                last = error
            }
        }
    }

    /// Decides the delay before the next attempt, and logs it.
    ///
    /// - Throws: the error, where no further attempt is due. If throttling left no time for another, it is a deadline
    ///   that names the cause.
    private func delay(
        after kind: RetryErrorKind, _ retryAfter: Duration?, _ error: AWSError, _ operation: String,
        _ retries: inout Retries
    ) throws -> Duration {
        if kind == .throttling { context.statistics.countThrottling() }
        let chance = system.random()
        let timeLeft = self.timeLeft
        let next = shared.quota.withLock { quota in
            retries.failed(with: kind, retryAfter: retryAfter, chance: chance, timeLeft: timeLeft, quota: &quota)
        }
        guard case .retry(let delay) = next else {
            throw kind == .throttling && next == .giveUp(.deadline) ? Self.outOfTime(after: error) : error
        }
        context.logger.info(
            "trying again", metadata: ["error": "\(error)", "delay": "\(delay)", "operation": "\(operation)"])
        return delay
    }

    /// The error of a throttled call without time for another attempt.
    private static func outOfTime(after refusal: AWSError) -> AWSError {
        AWSError(
            code: .deadline, operation: refusal.operation,
            message: "no time is left before the deadline to try again after \(refusal.code): \(refusal.message)",
            status: refusal.status, requestID: refusal.requestID, attempts: refusal.attempts
        ).after(refusal)
    }

    private static let noTimeForPace =
        "the calls that the service allows leave no time for this one before the deadline"

    /// The time until the run's deadline; `nil` without one.
    var timeLeft: Duration? {
        context.deadline.map { .seconds($0.timeIntervalSince(system.now())) }
    }
}
