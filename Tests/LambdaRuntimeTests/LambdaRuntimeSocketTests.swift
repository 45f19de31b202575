import Foundation
import HTTPTransport
import HTTPTypes
import LambdaRuntime
import TestSupport
import Testing

/// The complete path: the loop, libcurl, and a faulty server.
@Suite("The runtime loop over sockets", .timeLimit(.minutes(10)))
struct LambdaRuntimeSocketTests {
    private static func invocation(_ id: String, then ending: ScriptedReply.Ending = .keepAlive) -> ScriptedReply {
        .respond(headers: .invocation(id), text: "event of \(id)", then: ending)
    }

    /// The end of a test: no more invocations.
    private static let end = ScriptedReply.respond(.internalServerError)

    private func run(_ server: ScriptedServer, _ handler: ClosureHandler = .echo) async -> LambdaRuntime.ExitStatus {
        await LambdaRuntime(CurlTransport(), address: server.authority).run { handler }
    }

    /// The id and body of each response that the server received.
    private func responses(_ server: ScriptedServer) -> [String] {
        server.requests.filter { $0.path.hasSuffix("/response") }.map {
            "\($0.path.split(separator: "/")[3]): \($0.bodyText)"
        }
    }

    @Test("A hundred invocations are answered in their order")
    func manyInvocations() async throws {
        let server = try ScriptedServer { request in
            switch request.number {
            case 201...: Self.end
            case let number where number % 2 == 1: Self.invocation("id-\(number / 2 + 1)")
            default: .respond(.accepted)
            }
        }
        #expect(await run(server) == .failure)
        #expect(responses(server) == (1...100).map { "id-\($0): event of id-\($0)" })
    }

    @Test("A connection that the server closes between two calls is replaced")
    func closedBetweenCalls() async throws {
        let server = try ScriptedServer(
            Self.invocation("id-1", then: .close), .respond(.accepted, then: .close),
            Self.invocation("id-2", then: .close), .respond(.accepted, then: .close), Self.end)
        #expect(await run(server) == .failure)
        #expect(responses(server) == ["id-1: event of id-1", "id-2: event of id-2"])
        #expect(server.requests.count == 5)
    }

    @Test("A next that meets a kept-alive connection that is dead is asked anew", arguments: [true, false])
    func deadConnectionInNext(resets: Bool) async throws {
        let server = try ScriptedServer(
            Self.invocation("id-1"), .respond(.accepted), resets ? .reset : .close, Self.invocation("id-2"),
            .respond(.accepted), Self.end)
        #expect(await run(server) == .failure)
        #expect(responses(server) == ["id-1: event of id-1", "id-2: event of id-2"])
        #expect(server.requests.count == 6)
    }

    @Test("A first next that is reset ends the process")
    func resetInNext() async throws {
        let server = try ScriptedServer(.reset, Self.invocation("id-1"), .respond(.accepted), Self.end)
        #expect(await run(server) == .failure)
        #expect(responses(server).isEmpty)
        #expect(server.requests.count == 1)
    }

    @Test(
        "An answer that gets no answer is never sent twice, and the process ends",
        arguments: [
            ScriptedReply.close, .reset, .cut(.accepted, body: Data("{".utf8), promised: 9), .respond(.badGateway),
        ], [true, false])
    func lostAnswer(reply: ScriptedReply, handlerFails: Bool) async throws {
        // The first invocation leaves connections that the second one's answer must not use.
        let server = try ScriptedServer(
            Self.invocation("id-1"), .respond(.accepted), Self.invocation("id-2"), reply, .respond(.accepted))
        let status = await run(
            server,
            ClosureHandler { event, context in
                if handlerFails && context.requestID == "id-2" { throw CancellationError() }
                return event
            })
        #expect(status == .failure)
        let requests = server.requests
        #expect(requests.count == 4)
        #expect(requests.filter { $0.path.contains("id-2") }.count == 1)
        #expect(requests.filter { $0.connection == requests.last?.connection }.count == 1)
    }

    @Test(
        "A refused answer is not the end",
        arguments: [
            HTTPResponse.Status.badRequest, .forbidden, .gone, .contentTooLarge,
        ])
    func refusedAnswer(status: HTTPResponse.Status) async throws {
        let server = try ScriptedServer(
            Self.invocation("id-1"), .respond(status, text: "{}"), Self.invocation("id-2"), .respond(.accepted),
            Self.end)
        #expect(await run(server) == .failure)
        #expect(responses(server) == ["id-1: event of id-1", "id-2: event of id-2"])
        #expect(server.requests.count == 5)
    }

    @Test("An event that is cut short is handed to no handler")
    func cutEvent() async throws {
        var fields = HTTPFields.invocation("id-1")
        fields[.contentLength] = "100"
        let whole = ScriptedReply.respond(headers: fields, text: "{")
        let server = try ScriptedServer(ScriptedReply(whole.steps + [.close]), .respond(.accepted))
        #expect(await run(server) == .failure)
        #expect(server.requests.count == 1)
    }

    @Test("The largest response arrives whole")
    func largestResponse() async throws {
        let server = try ScriptedServer(Self.invocation("id-1"), .respond(.accepted), Self.end)
        _ = await run(server, ClosureHandler { _, _ in Data(repeating: 0x20, count: 6_291_556) })
        #expect(server.requests[1].body.count == 6_291_556)
        #expect(!server.requests[1].headerFields.contains(.expect))
    }

    @Test("An error report arrives as Lambda wants it")
    func errorReport() async throws {
        let server = try ScriptedServer(Self.invocation("id-1"), .respond(.accepted), Self.end)
        _ = await run(server, ClosureHandler { _, _ in throw CancellationError() })
        let request = server.requests[1]
        #expect(request.path == "/2018-06-01/runtime/invocation/id-1/error")
        #expect(request.headerFields.value("lambda-runtime-function-error-type") == "Function.CancellationError")
        #expect(
            try JSONDecoder().decode(ErrorReport.self, from: request.body).errorType == "Function.CancellationError")
    }

    @Test("Where nobody listens the process ends")
    func nobodyListens() async throws {
        let server = try ScriptedServer(Self.end)
        server.stop()
        #expect(await run(server) == .failure)
    }

    @Test("Cancelling the loop ends the request for the next invocation")
    func cancelled() async throws {
        let server = try ScriptedServer(.never)
        let task = Task { await run(server) }
        try await server.requests(atLeast: 1)
        task.cancel()
        #expect(await task.value == .success)
        try await server.connectionEnded(1)
    }

    @Test("next waits for as long as there is no event")
    func pendingNext() async throws {
        let event = Gate()
        let server = try ScriptedServer(Self.invocation("id-1").after(event), .respond(.accepted), Self.end)
        async let status = run(server)
        try await server.requests(atLeast: 1)
        event.open()
        #expect(await status == .failure)
        #expect(responses(server) == ["id-1: event of id-1"])
    }

    @Test(
        "next waits for over a minute (set RUN_SLOW_TESTS=1)",
        .enabled(if: ProcessInfo.processInfo.environment["RUN_SLOW_TESTS"] == "1"))
    func slowNext() async throws {
        let event = Gate()
        let server = try ScriptedServer(
            Self.invocation("id-1"), .respond(.accepted), Self.invocation("id-2").after(event), .respond(.accepted),
            Self.end)
        async let status = run(server)
        try await server.requests(atLeast: 3)
        // The test needs real time to pass.
        try await Task.sleep(for: .seconds(65))
        event.open()
        #expect(await status == .failure)
        #expect(responses(server) == ["id-1: event of id-1", "id-2: event of id-2"])
        #expect(server.requests.count == 5)
    }
}
