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
        let message = "Nichts Geheimes: naïve 🐳 AKIDEXAMPLE"
        #expect(Redaction(of: Self.credentials).redacted(message) == message)
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
