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
            var head = exchange.head
            head.headerFields[.userAgent] = configuration.userAgent
            head.headerFields[.sdkInvocationID] = invocation
            head.headerFields[.sdkRequest] = "attempt=\(retries.attempt); max=\(retries.maximumAttempts)"
            guard
                let pass = try await limiter.enter(
                    ticket, isLastAttempt: retries.isLastAttempt, timeLeft: { timeLeft })
            else { throw unsent(.deadline, Self.noTimeForPace, exchange.operation, number: retries.attempt) }
            let outcome: Outcome<Response>
            do {
                outcome = try await attempt(exchange, head: head, number: retries.attempt)
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
                guard error.code == .outdated, var last else { throw error }
                last.isRetryLeft = true
                throw last
            case .fault(let fault, let retryAfter, let error):
                if fault == .throttling { context.statistics.countThrottling() }
                let chance = system.random()
                let timeLeft = self.timeLeft
                let decision = shared.quota.withLock {
                    retries.failed(
                        with: fault, retryAfter: retryAfter, chance: chance, timeLeft: timeLeft, quota: &$0)
                }
                guard case .retry(let delay) = decision else { throw error }
                context.logger.info(
                    "trying again",
                    metadata: ["error": "\(error)", "delay": "\(delay)", "operation": "\(exchange.operation)"])
                last = error
                try await system.sleep(delay)
            }
        }
    }

    /// The longest error message that is kept, in characters.
    ///
    /// Messages go into logs and into a summary of limited size.
    static let longestMessage = 2_000

    /// The longest request id that is kept, in characters; S3's has 76.
    private static let longestRequestID = 100

    private static let noTimeForPace =
        "the calls that the service allows leave no time for this one before the deadline"

    /// The result of one attempt.
    ///
    /// `clockIsOff` is a failure that signing by the corrected clock may fix.
    private enum Outcome<Response> {
        case success(Response)
        case fault(RetryErrorKind, retryAfter: Duration?, AWSError)
        case clockIsOff(AWSError)
        case failure(AWSError)

        /// The answer that the pacer records for this outcome.
        var pacing: Pacer.Answer {
            switch self {
            case .success: .success
            case .fault(.throttling, _, _): .throttling
            // An error response shows that the service takes calls. A failed connection or server shows nothing.
            case .clockIsOff(let error), .failure(let error): error.status == nil ? .other : .success
            case .fault(.transient, _, _): .other
            }
        }
    }

    /// The error of an attempt that is not sent.
    private func unsent(_ code: AWSError.Code, _ message: String, _ operation: String, number: Int) -> AWSError {
        AWSError(code: code, operation: permission(for: operation), message: message, attempts: number - 1)
    }

    private func attempt<Response>(
        _ exchange: Exchange<Response>, head: HTTPRequest, number: Int
    ) async throws -> Outcome<Response> {
        let operation = exchange.operation
        func unsent(_ code: AWSError.Code, _ message: String) -> Outcome<Response> {
            .failure(self.unsent(code, message, operation, number: number))
        }

        let credentials: Credentials
        do {
            guard let provided = try await self.credentials.credentials() else {
                return unsent(.credentials, "no source of credentials is configured")
            }
            credentials = provided
        } catch let cancellation as CancellationError {
            throw cancellation
        } catch let failure {
            return unsent(.credentials, "\(failure)")
        }

        let timeLeft = self.timeLeft
        if let timeLeft, timeLeft <= .zero {
            return unsent(.deadline, "the deadline passed before the request was sent")
        }
        guard context.isStillWanted() else {
            return unsent(.outdated, "the caller no longer wanted it sent")
        }
        let signer = SigV4Signer(
            credentials: credentials, region: configuration.endpoint.signingRegion,
            service: configuration.service.signingName)
        let correction = clock.correction
        let signed: HTTPRequest
        do {
            signed = try signer.sign(head, body: exchange.body, at: system.now().addingTimeInterval(correction))
        } catch {
            return unsent(.signing, "\(error)")
        }
        let redaction = Redaction(of: credentials, and: signed)
        let request = TransportRequest(
            head: signed, body: exchange.body, connectTimeout: configuration.connectTimeout,
            timeout: min(configuration.attemptTimeout, timeLeft ?? configuration.attemptTimeout))

        func error(_ code: AWSError.Code, _ message: String, _ response: TransportResponse? = nil) -> AWSError {
            // The service, or a proxy before it, may quote the request in any part of its answer.
            let fields = response?.head.headerFields
            let requestID = fields?[.requestID] ?? fields?[.alternateRequestID]
            return AWSError(
                code: AWSError.Code(redaction.redacted(code.description)), operation: permission(for: operation),
                message: redaction.redacted(message).shortened(to: Self.longestMessage),
                status: response?.head.status.code,
                requestID: requestID.map { redaction.redacted($0).shortened(to: Self.longestRequestID) },
                attempts: number)
        }

        context.statistics.countAttempt(at: operation, isRetry: number > 1)
        let sentAt = system.now()
        let response: TransportResponse
        do {
            response = try await transport.send(request)
        } catch let failure as TransportError {
            if let left = self.timeLeft, left <= .zero {
                return .failure(error(.deadline, "the deadline passed before there was an answer"))
            }
            let error = error(failure.kind == .malformedResponse ? .malformedResponse : .connection, "\(failure)")
            return failure.isPassing ? .fault(.transient, retryAfter: nil, error) : .failure(error)
        }
        let offset = clock.observe(response.head.headerFields, sentAt: sentAt, receivedAt: system.now())
        context.logger.debug(
            "called", metadata: ["operation": "\(operation)", "status": "\(response.head.status.code)"])

        guard response.head.status.kind == .successful else {
            let answer = exchange.error(response)
            let error = error(answer.code, answer.message, response)
            if let fault = RetryErrorKind(code: answer.code, status: response.head.status.code) {
                return .fault(fault, retryAfter: response.retryAfter, error)
            }
            if ServiceClock.codesOfSkew.contains(answer.code), let offset, clock.correct(correction, to: offset) {
                return .clockIsOff(error)
            }
            return .failure(error)
        }
        do {
            return .success(try exchange.decode(response))
        } catch let failure {
            // A truncated body is a passing fault. A malformed body comes again with each attempt, and is then
            // reported.
            return .fault(
                .transient, retryAfter: nil,
                error(.malformedResponse, "the answer can't be read: \(failure.jsonDescription)", response))
        }
    }

    private var timeLeft: Duration? {
        context.deadline.map { .seconds($0.timeIntervalSince(system.now())) }
    }
}

extension String {
    /// The text, shortened to a length and an ellipsis if needed.
    fileprivate func shortened(to length: Int) -> String {
        let beginning = prefix(length)
        return beginning.endIndex == endIndex ? self : beginning + "…"
    }
}

extension TransportError {
    /// Whether the same request may succeed in a moment.
    fileprivate var isPassing: Bool {
        ![.untrusted, .invalidRequest, .responseTooLarge, .malformedResponse].contains(kind)
    }
}

extension TransportResponse {
    /// The delay that the `x-amz-retry-after` field asks for.
    fileprivate var retryAfter: Duration? {
        Retries.retryAfter(head.headerFields[.retryAfterMilliseconds])
    }
}
