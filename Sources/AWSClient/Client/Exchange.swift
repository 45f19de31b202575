import Essentials
import HTTPTransport
import HTTPTypes

/// An operation's request, and the readers of its answer.
struct Exchange<Response> {
    /// The operation's name.
    let operation: String
    /// The name of the permission that the operation needs, where it differs from the operation's.
    var action: String?
    let head: HTTPRequest
    let body: Data
    /// Whether the request is signed with the client's credentials.
    var isSigned = true
    /// The texts of the request that no error may show, such as tokens.
    var secrets: [String] = []
    /// The largest body of an answer that is accepted, in bytes.
    var maximumResponseSize = 64 << 20
    /// Reads the answer to a call that succeeded.
    let decode: (TransportResponse) throws -> Response
    /// Reads the answer to a call that failed.
    let error: (TransportResponse) -> ErrorResponse
}
