import Essentials

/// The order of the runtime's calls, as a value: what happened goes in, what to do next comes out.
///
/// One invocation at a time: ask for it, handle it, answer it once, ask for the next. An error of one invocation
/// leads on to the next one, an error of the environment to the end.
struct InvocationLoop: Sendable {
    /// What the caller has to do.
    enum Action: Equatable, Sendable {
        /// Ask for the next invocation, then say ``Event/received(_:)`` or ``Event/failed(_:)``.
        case requestNext
        /// Hand it to the handler, then say ``Event/handled(_:)``.
        case handle(Invocation)
        /// Send it, then say ``Event/answered`` or ``Event/failed(_:)``.
        case sendResponse(Data, requestID: String)
        /// Send it, then say ``Event/answered`` or ``Event/failed(_:)``.
        case sendError(LambdaFunctionError, requestID: String)
        /// End the process with this status.
        case exit(LambdaRuntime.ExitStatus)
    }

    /// What happened.
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

    /// Returns what to do after `event`.
    ///
    /// An event that the last action can't have led to ends the loop.
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
            // The answer is lost, and a second one would be refused.
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
