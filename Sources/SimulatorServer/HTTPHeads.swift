#if Simulator
import HTTPTypes
import NIOHTTP1

extension HTTPRequest {
    /// Converts NIO's request head; `nil` if it is invalid.
    ///
    /// The method or a field's name may be invalid.
    init?(_ head: HTTPRequestHead) {
        guard let method = HTTPRequest.Method(head.method.rawValue) else { return nil }
        self.init(method: method, scheme: "http", authority: head.headers.first(name: "Host"), path: head.uri)
        for (name, value) in head.headers where name.lowercased() != "host" {
            guard let name = HTTPField.Name(name) else { return nil }
            headerFields.append(HTTPField(name: name, value: value))
        }
    }
}

extension HTTPResponseHead {
    /// Converts a response head to NIO's.
    init(_ head: HTTPResponse) {
        self.init(
            version: .http1_1, status: .init(statusCode: head.status.code, reasonPhrase: head.status.reasonPhrase),
            headers: HTTPHeaders(head.headerFields.map { ($0.name.rawName, $0.value) }))
    }
}
#endif
