import Essentials

/// The sequence of the runtime's calls, as a pure state machine.
///
/// One invocation at a time is requested, handled, and answered once. An error of one invocation leads to the next one;
/// an error of the environment ends the loop.
struct InvocationLoop: Sendable {
    /// The action for the caller.
    enum Action: Equatable, Sendable {
        /// Requests the next invocation, then reports ``Event/received(_:)`` or ``Event/failed(_:)``.
        case requestNext
        /// Calls the handler, then reports ``Event/handled(_:)``.
        case handle(Invocation)
        /// Sends the response, then reports ``Event/answered`` or ``Event/failed(_:)``.
        case sendResponse(Data, requestID: String)
        /// Sends the error, then reports ``Event/answered`` or ``Event/failed(_:)``.
        case sendError(LambdaFunctionError, requestID: String)
        /// Ends the process with this status.
        case exit(LambdaRuntime.ExitStatus)
    }

    /// The event that the loop has to act on.
    enum Event: Sendable {
        case received(Invocation)
        case handled(Result<Data, LambdaFunctionError>)
        case answered
        case failed(RuntimeAPIError)
        case cancelled
    }

    private enum State {
        case waiting
        case handling(requestID: String)
        case answering
        case ended
    }

    private var state = State.waiting

    /// The first action.
    static let start = Action.requestNext

    /// Returns the action after an event.
    ///
    /// An event that does not follow from the last action ends the loop.
    mutating func advance(after event: Event) -> Action {
        switch (state, event) {
        case (.waiting, .received(let invocation)):
            state = .handling(requestID: invocation.requestID)
            return .handle(invocation)
        case (.handling(let requestID), .handled(let result)):
            state = .answering
            return Self.answer(to: requestID, result)
        case (.answering, .answered):
            state = .waiting
            return .requestNext
        case (.answering, .failed(let error)) where !error.isFatal:
            // The answer is lost, and a second answer would be refused.
            state = .waiting
            return .requestNext
        case (.waiting, .cancelled), (.handling, .cancelled), (.answering, .cancelled):
            state = .ended
            return .exit(.success)
        case (.waiting, _), (.handling, _), (.answering, _), (.ended, _):
            state = .ended
            return .exit(.failure)
        }
    }

    private static func answer(to requestID: String, _ result: Result<Data, LambdaFunctionError>) -> Action {
        switch result {
        case .success(let body) where body.count > RuntimeAPIClient.maximumResponseSize:
            let error = LambdaFunctionError(
                type: .responseTooLarge,
                message: """
                    the response has \(body.count) bytes, and Lambda takes \(RuntimeAPIClient.maximumResponseSize) \
                    at most
                    """)
            return .sendError(error, requestID: requestID)
        case .success(let body): return .sendResponse(body, requestID: requestID)
        case .failure(let error): return .sendError(error, requestID: requestID)
        }
    }
}
