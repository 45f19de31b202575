public import Essentials
public import Logging

/// The loop of a custom Lambda runtime: events in, one after the other, and answers out.
///
/// | what happens | what follows |
/// | --- | --- |
/// | `initialize` throws | `POST /init/error`, exit 1 |
/// | `next` is not answered, or not with 200, or without a usable request id | exit 1 |
/// | the deadline is missing or not a number | `POST /error` |
/// | the handler throws | `POST /error` |
/// | the response is over ``RuntimeAPIClient/maximumResponseSize`` | `POST /error`, in place of the response |
/// | an answer is taken (202), or refused (4xx) | the next invocation |
/// | an answer meets a 5xx or no response | exit 1: it may have arrived, and is never repeated |
/// | the task is cancelled | exit 0, without an answer to an invocation that is under way |
///
/// An invocation without a request id ends the process, since it can't be answered, `next` would only bring it
/// again, and Lambda reports an exit as that invocation's failure at once.
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
    ///   - api: Where invocations come from.
    ///   - logger: Where failures are told; handlers get it with the request id added.
    ///   - setTraceID: Called before each invocation with its X-Ray header, or `nil` when it has none: sets or
    ///     unsets `_X_AMZN_TRACE_ID`, from which X-Ray's clients read it.
    ///   - now: The wall clock, by which deadlines are clamped.
    public init(
        api: RuntimeAPIClient, logger: Logger, setTraceID: @escaping @Sendable (String?) -> Void,
        now: @escaping @Sendable () -> Date
    ) {
        self.api = api
        self.logger = logger
        self.setTraceID = setTraceID
        self.now = now
    }

    /// Creates the handler and runs the loop until the process has to end.
    ///
    /// Failures are logged.
    ///
    /// - Parameter initialize: Makes the handler. Everything that is slow the first time (a decoder, connections,
    ///   credentials, the CA bundle) belongs here: Lambda gives initialization more processor time than a small
    ///   function's invocations, and doesn't count it into their duration.
    /// - Returns: The status to exit with.
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

    /// Builds an error report once, so that the first failure of an invocation doesn't pay for the first use.
    private func warmUp() {
        _ = LambdaFunctionError(type: .unhandled, message: "").body
    }
}
