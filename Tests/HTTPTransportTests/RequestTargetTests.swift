import Foundation
import HTTPTypes
import Testing

@testable import HTTPTransport

@Suite("RequestTarget")
struct RequestTargetTests {
    @Test(
        "A URL is made of scheme, authority and path",
        arguments: [
            ("https", "api.ecr.us-east-1.amazonaws.com", "/"), ("HTTP", "127.0.0.1:9001", "/a?b=c&d=%20"),
            ("http", "[::1]:80", "/"),
        ])
    func composes(scheme: String, authority: String, path: String) throws {
        let target = try RequestTarget(request(.get, path, authority: authority, scheme: scheme))
        #expect(target.url == "\(scheme.lowercased())://\(authority)\(path)")
    }

    @Test(
        "A head that could be read as something else is refused",
        arguments: [
            ("a path with a line break", "/a\r\nX-Evil: 1", "host", "http"),
            ("a path with a space", "/a b", "host", "http"),
            ("a path with a fragment", "/a#b", "host", "http"),
            ("a path that is not ASCII", "/ä", "host", "http"),
            ("a relative path", "a", "host", "http"),
            ("an empty path", "", "host", "http"),
            ("an authority with a path", "/", "host/evil", "http"),
            ("an authority with a user", "/", "user:hunter2@host", "http"),
            ("an authority with a query", "/", "host?x", "http"),
            ("an authority with a backslash", "/", "host\\evil", "http"),
            ("an authority with a line break", "/", "host\r\nX: y", "http"),
            ("an empty authority", "/", "", "http"),
            ("another scheme", "/", "host", "file"),
        ])
    func refusesHead(what: String, path: String, authority: String, scheme: String) throws {
        let error = refusal(of: request(.get, path, authority: authority, scheme: scheme))
        #expect(error?.kind == .invalidRequest)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test(
        "A control character in a field value is refused, and the value is not repeated",
        arguments: [
            0x01, 0x08, 0x0B, 0x1B, 0x7F,
        ] as [UInt8])
    func refusesControlCharacters(byte: UInt8) throws {
        let field = HTTPField(name: .authorization, lenientValue: Array("secret".utf8) + [byte, 0x61])
        let error = refusal(of: request(authority: "host", headers: HTTPFields([field])))
        #expect(error?.kind == .invalidRequest)
        #expect(error?.message.contains("Authorization") == true)
        #expect(error?.message.contains("secret") == false)
    }

    @Test("A line break never gets into a field value", arguments: ["a\r\nX-Evil: 1", "a\nb", "a\0b"])
    func keepsLineBreaksOut(value: String) throws {
        let field = HTTPField(name: .userAgent, value: value)
        #expect(field.withUnsafeBytesOfValue { $0.allSatisfy { $0 >= 0x20 } })
    }

    @Test(
        "Fields that contradict the request are refused",
        arguments: [
            ("Host", "other"), ("Content-Length", "4"), ("Transfer-Encoding", "chunked"), ("Expect", "100-continue"),
        ])
    func refusesContradictions(name: String, value: String) throws {
        let field = HTTPField(name: try #require(HTTPField.Name(name)), value: value)
        let refused = request(.post, authority: "host", headers: HTTPFields([field]), body: Data("abc".utf8))
        #expect(refusal(of: refused)?.kind == .invalidRequest)
    }

    @Test(
        "Fields that repeat what the request says are accepted", arguments: [("Host", "host"), ("Content-Length", "3")])
    func acceptsRepetitions(name: String, value: String) throws {
        let field = HTTPField(name: try #require(HTTPField.Name(name)), value: value)
        _ = try RequestTarget(request(.post, authority: "host", headers: HTTPFields([field]), body: Data("abc".utf8)))
    }

    @Test("HEAD with a body and CONNECT are refused")
    func refusesMethods() {
        #expect(refusal(of: request(.head, authority: "host", body: Data("a".utf8)))?.kind == .invalidRequest)
        #expect(refusal(of: request(.connect, authority: "host"))?.kind == .invalidRequest)
    }

    @Test("A transport throws the refusal")
    func throwsRefusal() async {
        #expect(
            await failureKind { try await CurlTransport().send(request(.get, "/a b", authority: "host")) }
                == .invalidRequest)
    }

    private func refusal(of request: TransportRequest) -> TransportError? {
        do throws(TransportError) {
            _ = try RequestTarget(request)
            return nil
        } catch {
            return error
        }
    }
}
