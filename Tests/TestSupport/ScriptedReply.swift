public import Foundation
public import HTTPTypes

/// The reply of a ``ScriptedServer`` to one request, as a list of steps.
///
/// If no step ends the connection, it is kept alive for the next request.
public struct ScriptedReply: Sendable {
    /// One action of the server.
    public enum Step: Sendable {
        /// Sends bytes.
        case send(Data)
        /// Waits until the gate is open, and ends the connection if the client leaves.
        case wait(Gate)
        /// Waits until the client leaves, without an answer.
        case hang
        /// Waits until the client sends bytes, and reads none.
        case waitForBytes
        /// Ends the connection gracefully, with a FIN.
        case close
        /// Ends the connection with a RST.
        case reset
    }

    /// The connection's fate after an answer.
    public enum Ending: Sendable {
        /// The connection stays open for the next request.
        case keepAlive
        /// The connection is closed, without an announcement in the answer.
        case close
        /// The connection is reset once the answer is sent.
        case reset
        /// The connection is reset when the first bytes of the next request arrive.
        case resetOnNextRequest
    }

    /// The steps, in order.
    public var steps: [Step]

    /// Creates a reply from steps.
    public init(_ steps: [Step]) {
        self.steps = steps
    }

    /// A complete response, with a `Content-Length` unless `headers` contain it.
    public static func respond(
        _ status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], body: Data = Data(),
        then ending: Ending = .keepAlive
    ) -> ScriptedReply {
        let answer = Step.send(head(status, headers: headers, contentLength: body.count) + body)
        return switch ending {
        case .keepAlive: ScriptedReply([answer])
        case .close: ScriptedReply([answer, .close])
        case .reset: ScriptedReply([answer, .reset])
        case .resetOnNextRequest: ScriptedReply([answer, .waitForBytes, .reset])
        }
    }

    /// A complete response with text as its body.
    public static func respond(
        _ status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], text: String, then ending: Ending = .keepAlive
    ) -> ScriptedReply {
        respond(status, headers: headers, body: Data(text.utf8), then: ending)
    }

    /// A response that announces `promised` bytes, but closes the connection after `body`.
    public static func cut(_ status: HTTPResponse.Status = .ok, body: Data, promised: Int) -> ScriptedReply {
        ScriptedReply([.send(head(status, headers: [:], contentLength: promised) + body), .close])
    }

    /// A response of exactly these bytes, after which the connection stays open.
    public static func raw(_ text: String) -> ScriptedReply { ScriptedReply([.send(Data(text.utf8))]) }

    /// No response: the connection is closed.
    public static let close = ScriptedReply([.close])

    /// No response: the connection is reset.
    public static let reset = ScriptedReply([.reset])

    /// No response: the connection stays open until the client or server leaves.
    public static let never = ScriptedReply([.hang])

    /// The same reply, after the gate is open.
    public func after(_ gate: Gate) -> ScriptedReply { ScriptedReply([.wait(gate)] + steps) }

    private static func head(_ status: HTTPResponse.Status, headers: HTTPFields, contentLength: Int) -> Data {
        var text = "HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n"
        for field in headers { text += "\(field.name.rawName): \(field.value)\r\n" }
        if !headers.contains(.contentLength) { text += "Content-Length: \(contentLength)\r\n" }
        return Data((text + "\r\n").utf8)
    }
}
