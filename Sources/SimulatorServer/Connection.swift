#if Simulator
import ECRSimulator
import HTTPTypes
import NIOCore
import NIOHTTP1
import Essentials

/// One client's connection: its requests, one after the other.
struct Connection: Sendable {
    let client: SimulatorServer.Client
    let registry: SimulatedRegistry

    /// Answers requests until the client or an injected fault closes the connection.
    func serve() async {
        do {
            try await client.executeThenClose { requests, answers in
                var head: HTTPRequestHead?
                var body = Data()
                for try await part in requests {
                    switch part {
                    case .head(let part):
                        head = part
                        body = Data()
                    case .body(let bytes): body.append(contentsOf: bytes.readableBytesView)
                    case .end:
                        guard let head, try await answer(head, body, to: answers) else { return }
                    }
                }
            }
        } catch {
            // The client left, or did not send HTTP. Nobody is there to report this to.
        }
    }

    /// Answers one request, and returns whether the connection continues.
    private func answer(
        _ head: HTTPRequestHead, _ body: Data,
        to answers: NIOAsyncChannelOutboundWriter<HTTPPart<HTTPResponseHead, ByteBuffer>>
    ) async throws -> Bool {
        guard let request = HTTPRequest(head) else {
            let refusal = HTTPResponseHead(version: .http1_1, status: .badRequest, headers: ["Content-Length": "0"])
            try await answers.write(contentsOf: [.head(refusal), .end(nil)])
            return false
        }
        let arrival = ContinuousClock.now
        let answer = registry.answer(to: request, body: body)
        // Only this task waits, and no thread: other connections continue.
        if answer.delay > .zero { try await Task.sleep(until: arrival + answer.delay, tolerance: .zero) }
        let answerHead = HTTPPart<HTTPResponseHead, ByteBuffer>.head(HTTPResponseHead(answer.head))
        switch answer.delivery {
        case .whole:
            try await answers.write(contentsOf: [answerHead, .body(ByteBuffer(bytes: answer.body)), .end(nil)])
            // A client that said `Connection: close` closes. Closing here would drop data not yet sent.
            return true
        case .truncated(let count):
            try await answers.write(contentsOf: [answerHead, .body(ByteBuffer(bytes: answer.body.prefix(count)))])
            return false
        case .none:
            return false
        }
    }
}
#endif
