import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@Suite("CurlTransport: connections", .timeLimit(.minutes(10)))
struct ConnectionTests {
    let transport = CurlTransport()

    /// Sends two requests, the second as soon as the first is answered.
    ///
    /// curl opens a new connection if the old one was idle for two minutes. On a busy machine, thousands of other tests
    /// may take that long, so both requests have a higher priority.
    private func responses(
        to first: TransportRequest, _ second: TransportRequest
    ) async throws -> (first: TransportResponse, second: TransportResponse) {
        try await Task(priority: .high) { (try await transport.send(first), try await transport.send(second)) }.value
    }

    @Test("Two requests in turn share one connection")
    func keepsAlive() async throws {
        let server = try ScriptedServer(.respond(text: "one"), .respond(text: "two"))
        let responses = try await responses(to: request(of: server), request(of: server))
        #expect(responses.first.text == "one" && responses.second.text == "two")
        #expect(server.requests.map(\.connection) == [1, 1])
    }

    @Test("Requests at the same time have a connection each")
    func sendsConcurrently() async throws {
        let gate = Gate()
        let server = try ScriptedServer(.respond(text: "late").after(gate), .respond(text: "early"))
        async let late = transport.send(request(of: server))
        try await server.requests(atLeast: 1)
        #expect(try await transport.send(request(of: server)).text == "early")
        gate.open()
        #expect(try await late.text == "late")
        #expect(server.requests.map(\.connection) == [1, 2])
    }

    @Test("200 concurrent requests each get their own response")
    func mixesNothingUp() async throws {
        let server = try ScriptedServer { .respond(headers: [.eTag: $0.path], body: $0.body) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let body = Data("\(number)-".utf8) + patternedBytes(number * 37)
                    let response = try await transport.send(request(.post, "/\(number)", of: server, body: body))
                    #expect(response.head.headerFields[.eTag] == "/\(number)")
                    #expect(response.body == body)
                }
            }
            try await group.waitForAll()
        }
        #expect(server.requests.count == 200)
    }

    @Test(
        "A POST whose kept-alive connection dies is sent again with its whole body",
        arguments: [ScriptedReply.close, .reset], [5, 100_000])
    func resendsOnDeadConnection(death: ScriptedReply, size: Int) async throws {
        let server = try ScriptedServer(.respond(), death, .respond(text: "arrived"))
        let body = patternedBytes(size)
        let post = request(.post, of: server, body: body)
        #expect(try await responses(to: post, post).second.text == "arrived")
        #expect(server.requests.map(\.body) == [body, body, body])
        #expect(server.requests.map(\.connection) == [1, 1, 2])
    }

    @Test("A large POST whose kept-alive connection is reset halfway is sent again with its whole body")
    func resendsWhenResetWhileSending() async throws {
        let server = try ScriptedServer(.respond(then: .resetOnNextRequest), .respond(text: "arrived"))
        let body = patternedBytes(6 << 20)
        _ = try await transport.send(request(of: server))
        #expect(try await transport.send(request(.post, of: server, body: body)).text == "arrived")
        #expect(server.requests.map(\.connection) == [1, 2])
        #expect(server.requests.last?.body == body)
    }

    @Test(
        "A connection that the server closed after its response is replaced",
        arguments: [
            ScriptedReply.Ending.close, .reset,
        ])
    func replacesClosedConnection(ending: ScriptedReply.Ending) async throws {
        let server = try ScriptedServer(.respond(text: "one", then: ending), .respond(text: "two"))
        #expect(try await transport.send(request(.post, of: server, body: Data("a".utf8))).text == "one")
        #expect(try await transport.send(request(.post, of: server, body: Data("b".utf8))).text == "two")
        #expect(server.requests.map(\.bodyText) == ["a", "b"])
    }

    @Test("A request that may not reuse a connection is never sent twice", arguments: [ScriptedReply.close, .reset])
    func sendsOnceOnFreshConnection(death: ScriptedReply) async throws {
        let server = try ScriptedServer(.respond(), death, .respond(text: "a second time"))
        _ = try await transport.send(request(of: server))
        var once = request(.post, of: server, body: Data("once".utf8))
        once.reusesConnection = false
        #expect(await failureKind { try await transport.send(once) } == .connectionLost)
        #expect(server.requests.map(\.connection) == [1, 2])
    }

    @Test("A request that no connection carried before is not sent twice either")
    func sendsOnceOnFirstConnection() async throws {
        let server = try ScriptedServer(.close, .respond(text: "a second time"))
        #expect(await failureKind { try await transport.send(request(.post, of: server)) } == .connectionLost)
        #expect(server.requests.count == 1)
    }

    @Test("A response that began is not asked for again when its connection dies")
    func doesNotResendAfterResponseBegan() async throws {
        let server = try ScriptedServer(.respond(), .cut(body: Data("half".utf8), promised: 8), .respond())
        _ = try await transport.send(request(of: server))
        #expect(await failureKind { try await transport.send(request(of: server)) } == .connectionLost)
        #expect(server.requests.count == 2)
    }

    @Test("A refused connection is an error that says so")
    func reportsRefusal() async throws {
        let server = try ScriptedServer(.never)
        let target = request(.get, "/secret?token=hidden", of: server)
        let port = server.port
        await server.stopListening()
        let error = await failure { try await transport.send(target) }
        #expect(error?.kind == .couldNotConnect)
        #expect(error?.host == "127.0.0.1:\(port)")
    }

    @Test("A name without an address is an error that says so")
    func reportsUnknownName() async throws {
        let unknown = request(authority: "no-such-host.invalid")
        #expect(await failureKind { try await transport.send(unknown) } == .couldNotResolve)
    }
}
