import Essentials

/// The XML of the query protocol's answers.
///
/// - SeeAlso: [Smithy: AWS query protocol](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html)
enum XMLText {
    /// An element with XML as its content.
    static func element(_ name: String, _ content: String, attributes: String = "") -> String {
        "<\(name)\(attributes)>\(content)</\(name)>"
    }

    /// An element with text as its content.
    static func text(_ name: String, _ text: String) -> String {
        let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        return element(name, escaped)
    }

    /// The answer to an operation of STS.
    static func answer(_ operation: String, _ result: String, requestID: String) -> Data {
        let body =
            element("\(operation)Result", result) + element("ResponseMetadata", text("RequestId", requestID))
        return Data(element("\(operation)Response", body, attributes: namespace).utf8)
    }

    /// An error.
    static func error(_ error: ServiceError, requestID: String) -> Data {
        let type = error.status < 500 ? "Sender" : "Receiver"
        let body = element(
            "Error", text("Type", type) + text("Code", error.code) + text("Message", error.message))
        return Data(
            element("ErrorResponse", body + text("RequestId", requestID), attributes: namespace).utf8)
    }

    private static let namespace = #" xmlns="https://sts.amazonaws.com/doc/2011-06-15/""#
}
