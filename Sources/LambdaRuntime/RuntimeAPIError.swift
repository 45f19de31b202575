public import HTTPTransport

/// Why a call of the Runtime API failed.
public struct RuntimeAPIError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The calls that there are, by method and path.
    public enum Call: String, Sendable, Hashable {
        /// Asks for the next invocation.
        case next = "GET /invocation/next"
        /// Answers an invocation.
        case response = "POST /invocation/{id}/response"
        /// Reports an invocation's failure.
        case error = "POST /invocation/{id}/error"
        /// Reports that the function could not start.
        case initializationError = "POST /init/error"
    }

    /// What came instead of success.
    public enum Failure: Sendable, Hashable {
        /// A response with another status than the call's success code, and the beginning of its body.
        case status(Int, body: String)
        /// No complete response. The server may have acted on the request.
        case noResponse(TransportError)
        /// An invocation whose request id is missing or can't be part of a path, and so can't be answered.
        case unusableRequestID(String?)
        /// The task was cancelled.
        case cancelled
    }

    /// The call.
    public let call: Call
    /// What came instead of success.
    public let failure: Failure

    /// Creates an error.
    public init(_ call: Call, _ failure: Failure) {
        self.call = call
        self.failure = failure
    }

    /// Whether the environment is beyond use, so that the process has to end and Lambda to start another.
    ///
    /// So it is with anything but an invocation after `next`, and for the other calls with a 5xx, which the
    /// specification calls non-recoverable, and without a response. Any other status concerns one invocation.
    public var isFatal: Bool {
        guard call != .next, case .status(let code, _) = failure else { return true }
        return code >= 500
    }

    /// A sentence that names the call and what came instead of success.
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
