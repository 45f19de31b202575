import Essentials
import HTTPTransport
import HTTPTypes

/// An operation as its protocol puts it on the wire, and as it reads what comes back.
struct Exchange<Response> {
    /// The operation's name.
    let operation: String
    let head: HTTPRequest
    let body: Data
    /// Reads the answer to a call that succeeded.
    let decode: (TransportResponse) throws -> Response
    /// Reads the answer to a call that failed.
    let error: (TransportResponse) -> ErrorResponse
}
