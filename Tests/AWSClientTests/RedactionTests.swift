import Formats
import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@testable import AWSClient

@Suite("Errors show no secret")
struct RedactionTests {
    private static let credentials = Credentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalr/XUtn+FEMI=", sessionToken: "IQoJb3+JpZ2/luX2==")

    /// A service that answers with what it was sent, as AWS does where a signature is wrong.
    private func error(_ message: @escaping @Sendable (_ authorization: String) -> String) async throws -> AWSError {
        let transport = StubTransport { request, _ in
            let message = message(request.head.headerFields[.authorization] ?? "")
            return try Result.error("SignatureDoesNotMatch", message: message).get()
        }
        let client = try AWSClient.forTests(transport, credentials: StubCredentials { Self.credentials })
        return try await failure { try await client.call(Echo(word: "")) }
    }

    @Test(
        "however the service's message holds it",
        arguments: [
            "\(credentials.secretAccessKey)",
            "key=\(credentials.secretAccessKey), token=\(credentials.sessionToken ?? "")",
            "\(credentials.sessionToken ?? "")\u{301}",
            "x\(credentials.sessionToken ?? "")y\(credentials.secretAccessKey)",
            "\(credentials.secretAccessKey)\(credentials.secretAccessKey)",
        ])
    func secrets(message: String) async throws {
        let error = try await error { _ in message }
        for shown in [error.message, error.description, "\(error)", String(reflecting: error)] {
            #expect(!shown.utf8.contains(subsequence: Self.credentials.secretAccessKey.utf8))
            #expect(!shown.utf8.contains(subsequence: (Self.credentials.sessionToken ?? "").utf8))
            #expect(shown.utf8.contains(subsequence: "[redacted]".utf8))
        }
    }

    private static let token =
        "IQoJb3JpZ2luX2VjEJr//////////wEaCWV1LXdlc3QtMSJHMEUCIQDx+8fKq2/Zb1mW0Vt4hLkd3sPp7+Yw/9nRrTzXcQeAaIgBk=="
    private static let ofSession = Credentials(
        accessKeyID: "ASIAEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", sessionToken: token)

    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
    private static func percentEncoded(_ text: String) -> String {
        text.utf8.map { byte in
            Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber
                ? String(Unicode.Scalar(byte)) : "%" + Hex.encode([byte]).uppercased()
        }.joined()
    }

    private static let encodings: [(name: String, encode: @Sendable (String) -> String)] = [
        ("as it is", { $0 }), ("in lower case", { $0.lowercased() }), ("percent-encoded", percentEncoded),
        ("in lower-case percent-encoding", { percentEncoded($0).lowercased() }),
        ("percent-encoded twice", { percentEncoded(percentEncoded($0)) }),
        ("escaped for JSON", { $0.replacing("/", with: #"\/"#).replacing("+", with: #"\u002B"#) }),
        ("escaped for XML", { $0.replacing("/", with: "&#47;").replacing("+", with: "&#x2B;") }),
        ("in base64", base64), ("in base64, behind one byte", { base64("x" + $0) }),
        ("in base64, between others", { base64("X-Amz-Security-Token: \($0), and more") }),
        ("in base64 for URLs", { base64("xy" + $0).replacing("+", with: "-").replacing("/", with: "_") }),
        ("in base64, percent-encoded", { percentEncoded(base64($0)) }),
        ("in hexadecimal digits", { Hex.encode($0.utf8).uppercased() }), ("its beginning", { String($0.prefix(24)) }),
        ("its end", { String($0.suffix(24)) }),
        (
            "in lines",
            { text in
                stride(from: 0, to: text.count, by: 30).map { text.dropFirst($0).prefix(30) }.joined(separator: "\r\n")
            }
        ),
    ]

    @Test("nor a secret that is encoded or cut", arguments: encodings.map(\.name))
    func encoded(name: String) throws {
        let encode = try #require(Self.encodings.first { $0.name == name }).encode
        for secret in [Self.token, Self.ofSession.secretAccessKey] {
            let shown = Redaction(of: Self.ofSession).redacted("before \(encode(secret)) behind")
            #expect(shown.hasPrefix("before ") && shown.hasSuffix(" behind"))
            #expect(shown.contains("[redacted]"))
            // A few characters at the ends may be left that other bytes have a share in.
            #expect(shown.count < 80)
        }
    }

    @Test(
        "nor where the answer's code or the request's id echoes it",
        arguments: ["X-Amzn-RequestId", "X-Amz-Request-Id"])
    func otherParts(field: String) async throws {
        let name = try #require(HTTPField.Name(field))
        let transport = StubTransport { _, _ in
            try Result.error("Bad\(Self.token)", headers: [name: "id-\(Self.percentEncoded(Self.token))"]).get()
        }
        let client = try AWSClient.forTests(transport, credentials: StubCredentials { Self.ofSession })
        let error = try await failure { try await client.call(Echo(word: "")) }
        #expect(error.requestID == "id-[redacted]")
        #expect(error.code == "Bad[redacted]")
    }

    @Test("nor an id of any length")
    func longRequestID() async throws {
        let transport = StubTransport { _, _ in
            try Result.error("Bad", headers: [.requestID: String(repeating: "x", count: 5000)]).get()
        }
        let client = try AWSClient.forTests(transport, credentials: StubCredentials { Self.ofSession })
        #expect(try await failure { try await client.call(Echo(word: "")) }.requestID?.count == 101)
    }

    @Test("nor where the network's failure quotes it")
    func transportError() async throws {
        let transport = StubTransport { _, _ in
            throw TransportError(
                .connectionLost, host: "ecr.example", message: "bad header: \(Self.base64(Self.token))")
        }
        let client = try AWSClient.forTests(transport, credentials: StubCredentials { Self.ofSession })
        let error = try await failure { try await client.call(Echo(word: "")) }
        #expect(error.message.contains("bad header: [redacted]"))
    }

    @Test(
        "nor the canonical request and the string to sign, in either order",
        arguments: [
            "Wrong.\n\nThe Canonical String for this request should have been\n'POST x-amz'\n\nThe String-to-Sign should have been\n'AWS4'\n",
            "Wrong.\n\nThe String-to-Sign should have been\n'AWS4'\n\nThe Canonical String for this request should have been\n'POST x-amz'\n",
            "Wrong. the canonical string for this request: POST x-amz, AWS4",
        ])
    func canonicalString(message: String) async throws {
        let error = try await error { _ in message }
        #expect(error.message.hasPrefix("Wrong."))
        for part in ["POST", "x-amz", "AWS4", "\n"] { #expect(!error.description.contains(part)) }
    }

    @Test("nor the signature, which AWS quotes where it can't read the header")
    func signature() async throws {
        let error = try await error { "'\($0)' not a valid key=value pair in Authorization header" }
        #expect(error.message.contains("not a valid key=value pair"))
        #expect(error.message.contains("AKIDEXAMPLE"))
        let digits = error.description.split { !$0.isHexDigit }.map(\.count).max() ?? 0
        #expect(digits < 64)
    }

    @Test("and what needs no redaction is shown as it is, unicode included")
    func harmless() {
        let message = "Nichts Geheimes: naïve 🐳 AKIDEXAMPLE 100% &amp; \\/ sha256:\(Hex.encode(0..<32))"
        #expect(Redaction(of: Self.credentials).redacted(message) == message)
        #expect(Redaction(of: Self.ofSession).redacted(message) == message)
    }

    @Test("and an empty token redacts nothing")
    func emptyToken() {
        let credentials = Credentials(accessKeyID: "AKID", secretAccessKey: "s3cret", sessionToken: "")
        #expect(Redaction(of: credentials).redacted("as it is") == "as it is")
    }
}

extension Collection where Element: Equatable {
    fileprivate func contains(subsequence other: some Collection<Element>) -> Bool {
        indices.contains { self[$0...].starts(with: other) }
    }
}
