import Essentials
import HTTPTransport
import HTTPTypes
import Logging

/// One attempt at a call: signs the request, sends it and judges the answer.
///
/// A request that its protocol leaves unsigned is sent as it is.
struct Attempt<Response> {
    /// The result of an attempt.
    enum Outcome {
        case success(Response)
        /// A retry may overcome the error.
        case retryable(RetryErrorKind, retryAfter: Duration?, AWSError)
        /// The corrected clock may overcome the error.
        case clockIsOff(AWSError)
        case failure(AWSError)

        /// The outcome's meaning for the pacer, which finds out how many calls the service takes.
        var pacing: Pacer.Answer {
            switch self {
            case .success: .success
            case .retryable(.throttling, _, _): .throttling
            // A refusal is an answer, too; a connection or a server that failed says nothing about limits.
            case .clockIsOff(let error), .failure(let error): error.status == nil ? .other : .success
            case .retryable(.transient, _, _): .other
            }
        }
    }

    private let client: AWSClient
    private let exchange: Exchange<Response>
    private let head: HTTPRequest
    private let number: Int
    private let earlier: AWSError?

    /// Creates the next attempt at a call.
    ///
    /// - Parameter earlier: the error of the attempt before.
    init(
        _ client: AWSClient, _ exchange: Exchange<Response>, of retries: Retries, after earlier: AWSError?,
        invocation: String
    ) {
        (self.client, self.exchange, self.number, self.earlier) = (client, exchange, retries.attempt, earlier)
        var head = exchange.head
        head.headerFields[.userAgent] = client.configuration.userAgent
        head.headerFields[.sdkInvocationID] = invocation
        head.headerFields[.sdkRequest] = "attempt=\(number); max=\(retries.maximumAttempts)"
        self.head = head
    }

    /// Makes the attempt.
    ///
    /// - Throws: `CancellationError` alone.
    func outcome() async throws -> Outcome {
        let prepared: PreparedRequest
        do {
            prepared = try await prepare()
        } catch let error as AWSError {
            return .failure(error)
        }
        let errors = AttemptErrors(
            operation: permission, number: number, earlier: earlier, redaction: prepared.redaction)
        client.context.statistics.countAttempt(at: exchange.operation, isRetry: number > 1)
        let sentAt = client.system.now()
        let response: TransportResponse
        do {
            response = try await client.transport.send(prepared.request)
        } catch let failure as TransportError {
            if let left = client.timeLeft, left <= .zero {
                var error = errors.error(.deadline, "the deadline passed before there was an answer")
                error.mayHaveTakenEffect = true
                return .failure(error)
            }
            let error = errors.error(failure.code, "\(failure)")
            return failure.isPassing ? .retryable(.transient, retryAfter: nil, error) : .failure(error)
        }
        let offset = client.clock.observe(
            response.head.headerFields, sentAt: sentAt, receivedAt: client.system.now())
        client.context.logger.debug(
            "called",
            metadata: ["operation": "\(exchange.operation)", "status": "\(response.head.status.code)"])
        return judge(response, errors, offset: offset, correction: prepared.clockCorrection)
    }

    /// The error of an attempt that is not sent, and so has no effect itself.
    func unsent(_ code: AWSError.Code, _ message: String) -> AWSError {
        AWSError(code: code, operation: permission, message: message, attempts: number - 1).after(earlier)
    }

    private var permission: String { client.permission(for: exchange.action ?? exchange.operation) }
}

extension Attempt {
    private struct PreparedRequest {
        let request: TransportRequest
        let redaction: Redaction
        /// The clock's correction that a signature uses, in seconds.
        let clockCorrection: Double
    }

    /// Signs the request, by credentials fetched for this attempt, unless it is sent unsigned.
    ///
    /// - Throws: ``AWSError``, or `CancellationError`.
    private func prepare() async throws -> PreparedRequest {
        let credentials = exchange.isSigned ? try await credentials() : nil
        guard await client.context.isStillWanted() else {
            throw unsent(.outdated, "the caller no longer wanted it sent")
        }
        let timeLeft = client.timeLeft
        if let timeLeft, timeLeft <= .zero {
            throw unsent(.deadline, "the deadline passed before the request was sent")
        }
        let configuration = client.configuration
        let correction = client.clock.correction
        let signed = try credentials.map { try sign(with: $0, correction) }
        let request = TransportRequest(
            head: signed ?? head, body: exchange.body, connectTimeout: configuration.connectTimeout,
            timeout: min(configuration.attemptTimeout, timeLeft ?? configuration.attemptTimeout),
            maximumResponseSize: exchange.maximumResponseSize)
        let redaction =
            credentials.map { Redaction(of: $0, and: signed, secrets: exchange.secrets) }
            ?? Redaction(of: exchange.secrets)
        return PreparedRequest(request: request, redaction: redaction, clockCorrection: correction)
    }

    private func sign(with credentials: Credentials, _ clockCorrection: Double) throws -> HTTPRequest {
        let configuration = client.configuration
        let signer = SigV4Signer(
            credentials: credentials, region: configuration.endpoint.signingRegion,
            service: configuration.service.signingName)
        do {
            return try signer.sign(
                head, body: exchange.body, at: client.system.now().addingTimeInterval(clockCorrection))
        } catch {
            throw unsent(.signing, "\(error)")
        }
    }

    private func credentials() async throws -> Credentials {
        do {
            if let credentials = try await client.credentials.credentials(for: client.context) {
                return credentials
            }
        } catch let cancellation as CancellationError {
            throw cancellation
        } catch let error as AWSError where error.code == .deadline {
            throw unsent(.deadline, "the deadline passed before there were credentials")
        } catch {
            throw unsent(.credentials, "\(error)")
        }
        throw unsent(.credentials, "no source of credentials is configured")
    }

    private func judge(
        _ response: TransportResponse, _ errors: AttemptErrors, offset: Double?, correction: Double
    ) -> Outcome {
        guard response.head.status.kind == .successful else {
            let answer = exchange.error(response)
            let error = errors.error(answer.code, answer.message, response)
            if let kind = RetryErrorKind(code: answer.code, status: response.head.status.code) {
                return .retryable(kind, retryAfter: response.retryAfter, error)
            }
            if ServiceClock.codesOfSkew.contains(answer.code), let offset,
                client.clock.correct(correction, to: offset)
            {
                return .clockIsOff(error)
            }
            return .failure(error)
        }
        do {
            // No request asks for a part.
            guard response.head.status != .partialContent else { throw PartialAnswer() }
            return .success(try exchange.decode(response))
        } catch let failure {
            // A retry may overcome a cut body; a wrong one comes again, and is reported then.
            return .retryable(
                .transient, retryAfter: nil,
                errors.error(.malformedResponse, "the answer can't be read: \(failure.jsonDescription)", response))
        }
    }
}

/// The error that only a part of an answer came.
private struct PartialAnswer: Error, CustomStringConvertible {
    let description = "it is only a part (HTTP 206)"
}

extension TransportError {
    fileprivate var code: AWSError.Code {
        switch kind {
        case .malformedResponse: .malformedResponse
        case .responseTooLarge: .tooLarge
        default: .connection
        }
    }

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
