public import Foundation
public import HTTPTypes

/// What a ``ScriptedServer`` does about one request: steps in their order.
///
/// When the steps are done and none of them ended the connection, it is kept alive and the next request is read from it.
public struct ScriptedReply: Sendable {
    /// One thing that the server does.
    public enum Step: Sendable {
        /// Sends these bytes.
        case send(Data)
        /// Waits until the gate is open. The step ends the connection when the client goes away meanwhile.
        case wait(Gate)
        /// Waits until the client goes away, and answers nothing.
        case hang
        /// Waits until the client sends something, and reads none of it.
        case waitForBytes
        /// Ends the connection in order, with a FIN.
        case close
        /// Ends the connection with a RST.
        case reset
    }

    /// What becomes of the connection after an answer.
    public enum Ending: Sendable {
        /// It stays open for the next request.
        case keepAlive
        /// It is closed, and the answer did not say that it would be.
        case close
        /// It is reset as soon as the answer is out.
        case reset
        /// It is reset when the first bytes of the next request arrive.
        case resetOnNextRequest
    }

    /// The steps, in their order.
    public var steps: [Step]

    /// Creates a reply from steps.
    public init(_ steps: [Step]) {
        self.steps = steps
    }

    /// A whole response with a `Content-Length`, unless `headers` hold one of their own.
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

    /// A whole response whose body is text.
    public static func respond(
        _ status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], text: String, then ending: Ending = .keepAlive
    ) -> ScriptedReply {
        respond(status, headers: headers, body: Data(text.utf8), then: ending)
    }

    /// A response that promises `promised` bytes and closes the connection after those of `body`.
    public static func cut(_ status: HTTPResponse.Status = .ok, body: Data, promised: Int) -> ScriptedReply {
        ScriptedReply([.send(head(status, headers: [:], contentLength: promised) + body), .close])
    }

    /// Exactly these bytes, after which the connection stays open.
    public static func raw(_ text: String) -> ScriptedReply { ScriptedReply([.send(Data(text.utf8))]) }

    /// No response: the connection is closed.
    public static let close = ScriptedReply([.close])

    /// No response: the connection is reset.
    public static let reset = ScriptedReply([.reset])

    /// No response, and the connection stays open until the client or the server goes away.
    public static let never = ScriptedReply([.hang])

    /// The same reply, once the gate is open.
    public func after(_ gate: Gate) -> ScriptedReply { ScriptedReply([.wait(gate)] + steps) }

    private static func head(_ status: HTTPResponse.Status, headers: HTTPFields, contentLength: Int) -> Data {
        var text = "HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n"
        for field in headers { text += "\(field.name.rawName): \(field.value)\r\n" }
        if !headers.contains(.contentLength) { text += "Content-Length: \(contentLength)\r\n" }
        return Data((text + "\r\n").utf8)
    }
}
