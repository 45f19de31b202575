import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@testable import AWSClient

@Suite("The answer to a call that failed")
struct ErrorResponseTests {
    private func read(_ body: String, header: String? = nil, status: Int = 400) -> ErrorResponse {
        var fields = HTTPFields()
        fields[.errorType] = header
        return ErrorResponse(json: TransportResponse(.init(code: status), headers: fields, text: body))
    }

    @Test(
        "tells its code from the header, `code` and `__type`, in this order",
        arguments: [
            ("Header", #"{"code":"Code","__type":"Type"}"#, "Header"),
            (nil, #"{"code":"Code","__type":"Type"}"#, "Code"),
            (nil, #"{"__type":"Type"}"#, "Type"),
            (nil, #"{"__type":"Type","code":null}"#, "Type"),
            (nil, #"{"__type":"Type","code":7}"#, "Type"),
            (nil, #"{"__type":"Type","code":{"code":"x"}}"#, "Type"),
            (nil, #"{"__type":"Type","code":""}"#, "Type"),
            (nil, #"{"__type":"Type","code":"prefix#"}"#, "Type"),
            (nil, #"{"__type":"Type","code":":http://x"}"#, "Type"),
            ("", #"{"code":"Code"}"#, "Code"),
            ("  ", #"{"code":"Code"}"#, "Code"),
            ("Header", "<html>", "Header"),
            ("Header", "", "Header"),
        ] as [(String?, String, String)])
    func order(header: String?, body: String, code: String) {
        #expect(read(body, header: header).code.description == code)
    }

    @Test(
        "tells its code without what surrounds it",
        arguments: [
            "FooError", "aws.protocoltests.json11#FooError", "FooError:http://amazon.com/smithy/com.amazon.smithy",
            "aws.protocoltests.json11#FooError:http://internal.amazon.com/coral/com.amazon.coral.validate/",
            " FooError ", "com.amazonaws.x#FooError:", "a#b#FooError", "FooError:a#b:c", "FooError : x",
        ])
    func system(text: String) {
        #expect(read("", header: text).code == "FooError")
        #expect(read(#"{"__type":"\#(text)"}"#).code == "FooError")
        #expect(read(#"{"code":"\#(text)"}"#).code == "FooError")
    }

    @Test(
        "tells its message from `message` or `Message`, and its status where there is none",
        arguments: [
            (#"{"message":"a"}"#, "a"), (#"{"Message":"b"}"#, "b"), (#"{"message":"a","Message":"b"}"#, "a"),
            (#"{"message":null,"Message":"b"}"#, "b"), (#"{"message":7,"Message":"b"}"#, "b"),
            (#"{"message":"","Message":"b"}"#, "b"), (#"{"message":7}"#, "HTTP status 400"),
            (#"{"message":["a"]}"#, "HTTP status 400"), (#"{"message":{"message":"a"}}"#, "HTTP status 400"),
            (#"{"message":""}"#, "HTTP status 400"), (#"{"MESSAGE":"c"}"#, "HTTP status 400"),
            (#"{"message":"naïve \ud83d\udc33 日本"}"#, "naïve 🐳 日本"), (#"{"message":"a\nb"}"#, "a\nb"),
        ])
    func messages(body: String, message: String) {
        #expect(read(body).message == message)
    }

    @Test(
        "keeps its status as the code when the body is not an AWS error",
        arguments: [
            "", " ", "null", "true", "7", "\"text\"", "[]", #"[{"code":"x"}]"#, "{}", "{", #"{"code":"#,
            #"{"code":"x""#,
            "<html><body><h1>502 Bad Gateway</h1></body></html>", "<Error><Code>SlowDown</Code></Error>", "\u{0}",
            #"{"Error":{"Code":"Nested"}}"#, "{\"message\":\"\\ud800\"}", #"{"code":"x"} trailing"#,
        ])
    func notAnError(body: String) {
        for status in [301, 403, 404, 413, 500, 502, 503] {
            #expect(read(body, status: status).code.description == "HTTP\(status)")
        }
    }

    @Test("survives bodies of any nesting and size")
    func extremes() {
        for depth in [100, 511, 512, 513, 100_000] {
            let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            let answer = read(#"{"x":\#(nested),"__type":"Deep"}"#, status: 503)
            #expect(["Deep", "HTTP503"].contains(answer.code))
        }
        #expect(read(String(repeating: "[", count: 1_000_000), status: 502).code == "HTTP502")
        let long = read(#"{"__type":"Long","message":"\#(String(repeating: "🐳é", count: 200_000))"}"#)
        #expect(long.code == "Long")
        #expect(long.message.count == 400_000)
        let code = read(#"{"__type":"\#(String(repeating: "x", count: 200_000))"}"#)
        #expect(code.code == "HTTP400")
    }

    @Test("never hides its status behind random bytes, as a body or as a header")
    func randomBytes() throws {
        var random = TestRandom(seed: 20_260_131)
        let pieces = [
            "{", "}", "[", "]", "\"", ":", ",", "#", "\\", "\\u", "code", "__type", "message", "Message", "null",
            "1e999",
            "-", " ", "\n", "ThrottlingException", "é", "🐳",
        ].map { Array($0.utf8) }
        for _ in 0..<3_000 {
            var body = Data()
            for _ in 0..<Int.random(in: 0...40, using: &random) {
                if Bool.random(using: &random) {
                    body += pieces[Int.random(in: pieces.indices, using: &random)]
                } else {
                    body.append(UInt8.random(in: 0...255, using: &random))
                }
            }
            let status = Int.random(in: 300...599, using: &random)
            var fields = HTTPFields()
            if Bool.random(using: &random) { fields[.errorType] = String(decoding: body.prefix(12), as: UTF8.self) }
            let answer = ErrorResponse(
                json: TransportResponse(
                    head: HTTPResponse(status: .init(code: status), headerFields: fields), body: body))
            #expect(!answer.code.description.isEmpty)
            #expect(!answer.message.isEmpty)
            if answer.code.description.hasPrefix("HTTP") { #expect(answer.code.description == "HTTP\(status)") }
        }
    }

    @Test("is shortened for the caller, after it was redacted")
    func shortened() async throws {
        let token = StubCredentials.one.sessionToken ?? ""
        let message = String(repeating: "🐳", count: AttemptErrors.longestMessage - 5) + token + token
        let transport = StubTransport([.error("Long", message: message)])
        let error = try await failure { try await AWSClient.forTests(transport).call(Echo(word: "")) }
        #expect(error.message == String(repeating: "🐳", count: AttemptErrors.longestMessage - 5) + "[reda…")
    }

    @Test("has its status in the error that a caller sees, whatever the body is")
    func status() async throws {
        let transport = StubTransport { _, _ in TransportResponse(.forbidden, text: "<html>no</html>") }
        let error = try await failure { try await AWSClient.forTests(transport).call(Echo(word: "")) }
        #expect(error.status == 403)
        #expect(error.description.contains("HTTP 403"))
    }
}

/// Random numbers that their seed decides (SplitMix64), so that what failed once fails again.
struct TestRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
