import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@Suite("CurlTransport: requests and responses", .timeLimit(.minutes(10)))
struct MessageTests {
    let transport = CurlTransport()

    @Test(
        "Method, path, fields and body arrive as they are",
        arguments: [
            HTTPRequest.Method.get, .post, .put, .patch, .delete, .options,
        ])
    func sendsAsWritten(method: HTTPRequest.Method) async throws {
        let server = try ScriptedServer(.respond(.noContent))
        let headers: HTTPFields = [.contentType: "application/x-amz-json-1.1", .userAgent: "test", .accept: "a/b"]
        let body = Data([0, 1, 0, 0xFF])
        let response = try await transport.send(
            request(method, "/a/../b%20c?d=e&d=%2F", of: server, headers: headers, body: body))
        let received = try #require(server.requests.first)
        #expect(response.head.status == .noContent)
        #expect(received.method == method.rawValue)
        #expect(received.path == "/a/../b%20c?d=e&d=%2F")
        #expect(received.body == body)
        #expect(received.headerFields[.contentType] == "application/x-amz-json-1.1")
    }

    @Test("Nothing is sent that the caller did not write, but Host")
    func addsNothing() async throws {
        let server = try ScriptedServer(.respond())
        _ = try await transport.send(request(of: server))
        let raw = String(decoding: try #require(server.requests.first).raw, as: UTF8.self)
        #expect(raw == "GET / HTTP/1.1\r\nHost: \(server.authority)\r\n\r\n")
    }

    @Test("An empty POST or PUT has a Content-Length of 0", arguments: [HTTPRequest.Method.post, .put])
    func announcesEmptyBody(method: HTTPRequest.Method) async throws {
        let server = try ScriptedServer(.respond())
        _ = try await transport.send(request(method, of: server))
        let raw = String(decoding: try #require(server.requests.first).raw, as: UTF8.self)
        #expect(raw == "\(method) / HTTP/1.1\r\nHost: \(server.authority)\r\nContent-Length: 0\r\n\r\n")
    }

    @Test("A field with an empty value is sent, and repeated fields are too")
    func sendsEmptyAndRepeatedFields() async throws {
        let server = try ScriptedServer(.respond())
        let name = try #require(HTTPField.Name("X-Test"))
        var headers = HTTPFields()
        for value in ["", "1", "2"] { headers.append(HTTPField(name: name, value: value)) }
        _ = try await transport.send(request(of: server, headers: headers))
        #expect(server.requests.first?.headerFields[values: name] == ["", "1", "2"])
    }

    @Test("HEAD returns the head, and does not wait for the body that its length promises")
    func sendsHead() async throws {
        let server = try ScriptedServer(.raw("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"), .respond(text: "next"))
        let response = try await transport.send(request(.head, of: server))
        #expect(response.head.headerFields[.contentLength] == "7")
        #expect(response.body.isEmpty)
        #expect(try await transport.send(request(of: server)).text == "next")
    }

    @Test("6 MB travel both ways, without a word of Expect")
    func sendsLargeBodies() async throws {
        let server = try ScriptedServer { .respond(body: $0.body) }
        let body = patternedBytes(6 << 20)
        #expect(try await transport.send(request(.post, of: server, body: body)).body == body)
        #expect(server.requests.first?.headerFields.contains(.expect) == false)
    }

    @Test(
        "A body of the largest size is accepted, one byte more is not",
        arguments: [
            (10, nil as TransportError.Kind?), (11, .responseTooLarge),
        ])
    func limitsResponses(size: Int, kind: TransportError.Kind?) async throws {
        let server = try ScriptedServer(.respond(body: patternedBytes(size)))
        var limited = request(of: server)
        limited.maximumResponseSize = 10
        #expect(await failureKind { try await transport.send(limited) } == kind)
    }

    @Test("A body without a length is cut off at the limit, not collected")
    func limitsEndlessResponses() async throws {
        let server = try ScriptedServer { _ in
            let chunk = "400\r\n" + String(repeating: "x", count: 1024) + "\r\n"
            let endless = ScriptedReply.Step.send(Data(String(repeating: chunk, count: 64).utf8))
            return ScriptedReply([
                .send(Data("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)), endless, .hang,
            ])
        }
        var limited = request(of: server)
        limited.maximumResponseSize = 10_000
        #expect(await failureKind { try await transport.send(limited) } == .responseTooLarge)
        try await server.connectionEnded(1)
    }

    @Test("A body that ends before its length is a lost connection")
    func reportsCutBody() async throws {
        let server = try ScriptedServer(.cut(body: Data("half".utf8), promised: 8))
        #expect(await failureKind { try await transport.send(request(of: server)) } == .connectionLost)
    }

    @Test("A chunked body is put together, one without its last chunk is a lost connection")
    func readsChunks() async throws {
        let start = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n"
        let server = try ScriptedServer(
            .raw(start + "0\r\nTrailer: x\r\n\r\n"), ScriptedReply([.send(Data(start.utf8)), .close]))
        let response = try await transport.send(request(of: server))
        #expect(response.text == "abcde")
        #expect(!response.head.headerFields.contains(.trailer))
        #expect(await failureKind { try await transport.send(request(of: server)) } == .connectionLost)
    }

    @Test("A redirect is returned, not followed")
    func returnsRedirects() async throws {
        let server = try ScriptedServer(
            .respond(.found, headers: [.location: "/elsewhere"]), .respond(text: "followed"))
        let response = try await transport.send(request(of: server))
        #expect(response.head.status == .found)
        #expect(response.head.headerFields[.location] == "/elsewhere")
        #expect(server.requests.count == 1)
    }

    @Test("Interim responses are left out, repeated fields are kept")
    func leavesOutInterimResponses() async throws {
        let server = try ScriptedServer(
            .raw(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: interim\r\n\r\n"
                    + "HTTP/1.1 201 Made\r\nSet-Cookie: a\r\nset-cookie: b\r\nContent-Length: 2\r\n\r\nok"))
        let response = try await transport.send(request(.post, of: server, body: Data("x".utf8)))
        #expect(response.head.status.code == 201)
        #expect(response.head.status.reasonPhrase == "Made")
        #expect(response.head.headerFields[values: .setCookie] == ["a", "b"])
        #expect(response.head.headerFields.count == 3)
        #expect(response.text == "ok")
    }

    @Test(
        "What is not HTTP is an error, and the next request is none the worse for it",
        arguments: [
            "SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        ])
    func survivesNonsense(nonsense: String) async throws {
        let server = try ScriptedServer(ScriptedReply([.send(Data(nonsense.utf8)), .close]), .respond(text: "fine"))
        #expect(await failure { try await transport.send(request(of: server)) } != nil)
        #expect(try await transport.send(request(of: server)).text == "fine")
    }

    @Test(
        "An interim response that can't be one ends the request at once, and the next one fares better",
        arguments: [
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n", "HTTP/1.1 101 \r\n\r\n",
            "HTTP/1.1 199 Odd\r\n\r\n", "HTTP/1.1 100 Continue\r\nContent-Length: 2\r\n\r\n{}",
            "HTTP/1.1 102 Processing\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ])
    func impossibleInterimResponse(text: String) async throws {
        // The connection stays open: without the check, the request's time limit would end it.
        let server = try ScriptedServer(ScriptedReply([.send(Data(text.utf8)), .hang]), .respond(text: "fine"))
        #expect(await failureKind { try await transport.send(request(of: server)) } == .malformedResponse)
        #expect(try await transport.send(request(of: server)).text == "fine")
    }

    @Test("Interim responses before the final one are passed over", arguments: [100, 102, 103])
    func interimResponse(code: Int) async throws {
        let server = try ScriptedServer(
            .raw("HTTP/1.1 \(code) Interim\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"))
        #expect(try await transport.send(request(of: server)).text == "fine")
    }
}
