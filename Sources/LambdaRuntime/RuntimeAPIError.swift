public import HTTPTransport

/// The failure of a call to the Runtime API.
public struct RuntimeAPIError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The calls, by method and path.
    public enum Call: String, Sendable, Hashable {
        /// Requests the next invocation.
        case next = "GET /invocation/next"
        /// Answers an invocation.
        case response = "POST /invocation/{id}/response"
        /// Reports a failed invocation.
        case error = "POST /invocation/{id}/error"
        /// Reports a failed start of the function.
        case initializationError = "POST /init/error"
    }

    /// The result in place of success.
    public enum Failure: Sendable, Hashable {
        /// A response with an unexpected status, and the beginning of its body.
        case status(Int, body: String)
        /// No complete response. The server may have acted on the request.
        case noResponse(TransportError)
        /// An invocation that can't be answered: its request id is missing or unusable.
        case unusableRequestID(String?)
        /// The task was cancelled.
        case cancelled
    }

    /// The failed call.
    public let call: Call
    /// The result in place of success.
    public let failure: Failure

    /// Creates an error.
    public init(_ call: Call, _ failure: Failure) {
        self.call = call
        self.failure = failure
    }

    /// Whether the process must end, so that Lambda starts another.
    ///
    /// Any failure of `next` is fatal. For other calls, a missing response is fatal, and a 5xx, which the specification
    /// calls non-recoverable. Any other status concerns one invocation.
    public var isFatal: Bool {
        guard call != .next, case .status(let code, _) = failure else { return true }
        return code >= 500
    }

    /// A sentence with the call and its failure.
    public var description: String {
        switch failure {
        case .status(let code, let body):
            "the Runtime API answered \(call.rawValue) with status \(code)" + (body.isEmpty ? "" : ": \(body)")
        case .noResponse(let error):
            "the Runtime API gave no answer to \(call.rawValue): \(error)"
        case .unusableRequestID(let id?):
            "the Runtime API sent an invocation with a request id that can't be answered: \"\(id)\""
        case .unusableRequestID(nil):
            "the Runtime API sent an invocation without a Lambda-Runtime-Aws-Request-Id, which can't be answered"
        case .cancelled:
            "\(call.rawValue) was cancelled"
        }
    }
}
