import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@testable import AWSClient

/// An unsigned operation of the REST protocol with a token in a header field and a secret in its body.
private struct Exchange: AWSRESTRequest {
    static let operation = "Exchange"
    static let isSigned = false
    static let token = "TOKEN-IN-THE-HEADER-0123456789"
    static let secret = "SECRET-IN-THE-BODY-01234567890"

    let path = ["exchange"]
    let headerFields: HTTPFields = [.bearer: token]
    let secrets = [secret]

    func body() -> Data? { Data(#"{"secret":"\#(Self.secret)"}"#.utf8) }

    struct Response: Decodable, Sendable {
        var word: String
    }
}

extension HTTPField.Name {
    fileprivate static let bearer = HTTPField.Name(constant: "x-amz-sso_bearer_token")
}

@Suite("A call that is not signed")
struct AWSClientUnsignedTests {
    @Test("has its own header fields and no signature, and asks for no credentials")
    func request() async throws {
        let transport = StubTransport([.echo])
        #expect(try await AWSClient.forTests(transport, credentials: NeverAsked()).call(Exchange()).word == "yes")
        let fields = try #require(transport.requests.first).head.headerFields
        #expect(fields[.bearer] == Exchange.token)
        #expect(fields[.contentType] == "application/json")
        #expect(fields[.userAgent] == "a-test")
        let signed = ["authorization", "x-amz-date", "x-amz-security-token"]
        #expect(!fields.contains { signed.contains($0.name.canonicalName) })
    }

    @Test("is tried again as any other call")
    func retries() async throws {
        let transport = StubTransport([.error("ThrottlingException"), .network(.connectionLost), .echo])
        let client = try AWSClient.forTests(transport, credentials: NeverAsked())
        #expect(try await client.call(Exchange()).word == "yes")
        #expect(client.context.statistics.snapshot.calls == ["Exchange": 3])
    }

    @Test("never shows its secrets, wherever the service quotes them")
    func redaction() async throws {
        let quoted = "you sent \(Exchange.token) and \(Data(Exchange.secret.utf8).base64EncodedString())"
        let transport = StubTransport([.error("Bad-\(Exchange.secret)", message: quoted)])
        let error = try await failure {
            try await AWSClient.forTests(transport, credentials: NeverAsked()).call(Exchange())
        }
        #expect(error.code == "Bad-[redacted]")
        #expect(error.message == "you sent [redacted] and [redacted]")
    }

    @Test("ends at the deadline before it is sent")
    func deadline() async throws {
        let transport = StubTransport([])
        let error = try await failure {
            try await AWSClient.forTests(transport, credentials: NeverAsked(), deadline: TestMachine.start)
                .call(Exchange())
        }
        #expect(error.code == .deadline)
        #expect(transport.requests.isEmpty)
    }

    @Test("has the message of an OAuth error")
    func authorizationError() async throws {
        let body = #"{"error":"invalid_grant","error_description":"Invalid refresh token provided"}"#
        let headers: HTTPFields = [.errorType: "InvalidGrantException:http://x"]
        let transport = StubTransport([.success(TransportResponse(.badRequest, headers: headers, text: body))])
        let error = try await failure {
            try await AWSClient.forTests(transport, credentials: NeverAsked()).call(Exchange())
        }
        #expect(error.code == "InvalidGrantException")
        #expect(error.message == "Invalid refresh token provided")
    }
}
