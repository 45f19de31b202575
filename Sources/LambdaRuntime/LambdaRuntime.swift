public import Essentials
public import Logging

/// The loop of a custom Lambda runtime, which receives events and answers them.
///
/// | event | effect |
/// | --- | --- |
/// | `initialize` throws | `POST /init/error`, exit 1 |
/// | `next` gets no response, another status than 200, or no usable request id | exit 1 |
/// | the deadline is missing or not a number | `POST /error` |
/// | the handler throws | `POST /error` |
/// | the response is over ``RuntimeAPIClient/maximumResponseSize`` | `POST /error`, in place of the response |
/// | an answer is accepted (202) or refused (4xx) | the next invocation |
/// | an answer gets a 5xx or no response | exit 1: the answer may have arrived, and is never resent |
/// | the task is cancelled | exit 0, without an answer to the current invocation |
///
/// An invocation without a request id ends the process: it can't be answered, and `next` would return it again. Lambda
/// reports an exit as this invocation's failure at once.
///
/// - SeeAlso: [Building a custom runtime](https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html)
public struct LambdaRuntime: Sendable {
    private let api: RuntimeAPIClient
    private let logger: Logger
    private let setTraceID: @Sendable (String?) -> Void
    private let now: @Sendable () -> Date

    /// Creates a runtime.
    ///
    /// - Parameters:
    /// - api: the source of invocations.
    /// - logger: the logger for failures; handlers get it with the request id added.
    /// - setTraceID: called before each invocation with its X-Ray header, or `nil` without one: sets or unsets
    ///   `_X_AMZN_TRACE_ID`, which X-Ray's clients read.
    /// - now: the wall clock, by which deadlines are clamped.
    public init(
        api: RuntimeAPIClient, logger: Logger, setTraceID: @escaping @Sendable (String?) -> Void,
        now: @escaping @Sendable () -> Date
    ) {
        self.api = api
        self.logger = logger
        self.setTraceID = setTraceID
        self.now = now
    }

    /// Creates the handler, and runs the loop until the process must end.
    ///
    /// Failures are logged.
    ///
    /// - Parameter initialize: creates the handler. All slow first-time work belongs here, such as decoders,
    ///   connections, credentials and the CA bundle. Lambda gives initialization more processor time, and excludes it
    ///   from invocations' durations.
    /// - Returns: the exit status.
    public func run<Handler: LambdaHandler>(
        initialize: @Sendable () async throws -> Handler
    ) async -> ExitStatus {
        let handler: Handler
        do {
            handler = try await initialize()
        } catch {
            return await reportInitializationFailure(LambdaFunctionError(error))
        }
        warmUp()
        return await serve(handler)
    }

    private func serve(_ handler: some LambdaHandler) async -> ExitStatus {
        var loop = InvocationLoop()
        var action = InvocationLoop.start
        while true {
            let event: InvocationLoop.Event
            switch action {
            case .requestNext: event = await requestNext()
            case .handle(let invocation): event = .handled(await handle(invocation, with: handler))
            case .sendResponse(let body, let requestID): event = await send(body, requestID: requestID)
            case .sendError(let failure, let requestID): event = await send(failure, requestID: requestID)
            case .exit(let status): return status
            }
            action = loop.advance(after: Task.isCancelled ? .cancelled : event)
        }
    }
}

extension LambdaRuntime {
    private func requestNext() async -> InvocationLoop.Event {
        do throws(RuntimeAPIError) {
            return .received(try await api.next())
        } catch {
            return failed(error, logger)
        }
    }

    private func handle(
        _ invocation: Invocation, with handler: some LambdaHandler
    ) async -> Result<Data, LambdaFunctionError> {
        setTraceID(invocation.traceID)
        do {
            let context = try InvocationContext(invocation, now: now(), logger: logger)
            return .success(try await handler.handle(invocation.event, context: context))
        } catch {
            return .failure(LambdaFunctionError(error))
        }
    }

    private func send(_ response: Data, requestID: String) async -> InvocationLoop.Event {
        do throws(RuntimeAPIError) {
            try await api.sendResponse(response, requestID: requestID)
            return .answered
        } catch {
            return failed(error, logger.carrying(requestID: requestID))
        }
    }

    private func send(_ failure: LambdaFunctionError, requestID: String) async -> InvocationLoop.Event {
        let logger = logger.carrying(requestID: requestID)
        logger.error("the invocation failed: \(failure.message)", metadata: ["errorType": "\(failure.type)"])
        do throws(RuntimeAPIError) {
            try await api.sendError(failure, requestID: requestID)
            return .answered
        } catch {
            return failed(error, logger)
        }
    }

    private func failed(_ error: RuntimeAPIError, _ logger: Logger) -> InvocationLoop.Event {
        switch error {
        case _ where Task.isCancelled: logger.info("the runtime was cancelled and ends")
        case _ where error.isFatal: logger.critical("\(error); the process ends, so that Lambda starts another")
        default: logger.error("\(error); the invocation's answer is lost")
        }
        return .failed(error)
    }

    private func reportInitializationFailure(_ failure: LambdaFunctionError) async -> ExitStatus {
        guard !Task.isCancelled else { return .success }
        logger.critical("the function could not start: \(failure.message)", metadata: ["errorType": "\(failure.type)"])
        do {
            try await api.sendInitializationError(failure)
        } catch {
            logger.critical("\(error)")
        }
        return .failure
    }

    /// Builds an error report once, so that the first failure is not slowed.
    private func warmUp() {
        _ = LambdaFunctionError(type: .unhandled, message: "").body
    }
}
