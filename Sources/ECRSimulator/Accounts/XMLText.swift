import Essentials

/// The XML of the query protocol's answers.
///
/// - SeeAlso: [Smithy: AWS query protocol](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html)
enum XMLText {
    /// An element with XML as its content.
    static func element(_ name: String, _ content: String, attributes: String = "") -> String {
        "<\(name)\(attributes)>\(content)</\(name)>"
    }

    /// The elements of an object's members, each list's with the name `member`.
    static func members(of document: Document) -> String {
        switch document {
        case .object(let members):
            members.sorted { $0.key < $1.key }.map { name, value in element(name, self.members(of: value)) }.joined()
        case .array(let items): items.map { element("member", members(of: $0)) }.joined()
        case .string(let text): escaped(text)
        case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
        case .bool(let value): "\(value)"
        case .null: ""
        }
    }

    /// An element with text as its content.
    static func text(_ name: String, _ text: String) -> String { element(name, escaped(text)) }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    /// The answer to an operation.
    static func answer(_ operation: Operation, _ result: String, requestID: String) -> Data {
        let body =
            element("\(operation.name)Result", result) + element("ResponseMetadata", text("RequestId", requestID))
        return Data(element("\(operation.name)Response", body, attributes: namespace(of: operation.service)).utf8)
    }

    /// An error.
    static func error(_ error: ServiceError, of service: Service, requestID: String) -> Data {
        let type = error.status < 500 ? "Sender" : "Receiver"
        let body = element(
            "Error", text("Type", type) + text("Code", error.code) + text("Message", error.message))
        return Data(
            element("ErrorResponse", body + text("RequestId", requestID), attributes: namespace(of: service)).utf8)
    }

    private static func namespace(of service: Service) -> String {
        let host = service == .sts ? "https://sts.amazonaws.com" : "http://\(service.rawValue).amazonaws.com"
        return #" xmlns="\#(host)/doc/\#(service.traits.version ?? "")/""#
    }
}
