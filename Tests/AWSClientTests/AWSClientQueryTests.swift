import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@testable import AWSClient

/// An operation of the query protocol that takes and gives a word.
private struct Repeat: AWSQueryRequest {
    static let operation = "Repeat"
    static let version = "2026-01-31"
    var word: String

    var parameters: [(name: String, value: String)] { [("Word", word), ("Words.member.1.word", "")] }

    struct Response: AWSQueryResponse {
        let word: String

        init(result: XMLTree) throws { word = try result.text(of: "Word") }
    }
}

@Suite("A call in the query protocol")
struct AWSClientQueryTests {
    private static let answer =
        "<RepeatResponse><RepeatResult><Word>yes</Word><New>1</New></RepeatResult></RepeatResponse>"

    private func answer(_ text: String, status: HTTPResponse.Status = .ok) -> Result<TransportResponse, any Error> {
        .success(TransportResponse(status, text: text))
    }

    @Test("is a POST of a form with the operation, the version and the parameters")
    func request() async throws {
        let transport = StubTransport([answer(Self.answer)])
        let response = try await AWSClient.forTests(transport).call(Repeat(word: "a b&c=d+é/~*"))
        #expect(response.word == "yes")

        let request = try #require(transport.requests.first)
        #expect(request.head.method == .post)
        #expect(request.head.path == "/base/")
        #expect(request.head.headerFields[.contentType] == "application/x-www-form-urlencoded; charset=utf-8")
        #expect(request.head.headerFields[.target] == nil)
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == "Action=Repeat&Version=2026-01-31&Word=a%20b%26c%3Dd%2B%C3%A9%2F~%2A&Words.member.1.word=")
        #expect(request.head.headerFields[.authorization] != nil)
    }

    @Test("is tried again when its answer was cut or is another's, and says so when it stays like that")
    func malformed() async throws {
        let wrong = [
            "", "{}", "<html></html>", String(Self.answer.dropLast(3)),
            "<OtherResponse><RepeatResult><Word>s3cret</Word></RepeatResult></OtherResponse>",
            "<RepeatResponse><RepeatResult><Word/></RepeatResult></RepeatResponse>", "<RepeatResponse/>",
        ]
        for body in wrong {
            let mended = StubTransport([answer(body), answer(Self.answer)])
            #expect(try await AWSClient.forTests(mended).call(Repeat(word: "")).word == "yes")
            let broken = StubTransport { _, _ in TransportResponse(.ok, text: body) }
            let error = try await failure { try await AWSClient.forTests(broken).call(Repeat(word: "")) }
            #expect(error.code == .malformedResponse)
            #expect(error.operation == "ecr:Repeat")
            #expect(error.attempts == 3)
            #expect(!error.description.contains("s3cret"))
        }
    }

    @Test("keeps what an error says: code, message, status, request id")
    func error() async throws {
        let body = """
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <Error>
                <Type>Sender</Type>
                <Code>InvalidClientTokenId</Code>
                <Message>The security token included in the request is &quot;invalid&quot;</Message>
              </Error>
              <RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId>
            </ErrorResponse>
            """
        let transport = StubTransport([
            .success(TransportResponse(.forbidden, headers: [.requestID: "id-1"], text: body))
        ])
        let error = try await failure { try await AWSClient.forTests(transport).call(Repeat(word: "")) }
        #expect(
            error
                == AWSError(
                    code: "InvalidClientTokenId", operation: "ecr:Repeat",
                    message: #"The security token included in the request is "invalid""#, status: 403,
                    requestID: "id-1", attempts: 1))
    }

    @Test(
        "keeps its status as the code when the body is not an AWS error",
        arguments: [
            "", "no", #"{"__type":"AccessDenied","message":"no"}"#, "<html><body>403</body></html>", "<ErrorResponse/>",
            "<ErrorResponse><Error/></ErrorResponse>", "<ErrorResponse><Error><Code>X</Code></ErrorResponse>",
            "<ErrorResponse><Error><Code><X/></Code></Error></ErrorResponse>",
            "<Error><Code>AccessDenied</Code></Error>",
        ])
    func notAnError(body: String) async throws {
        let transport = StubTransport([answer(body, status: .forbidden)])
        let error = try await failure { try await AWSClient.forTests(transport).call(Repeat(word: "")) }
        #expect(error.code == "HTTP403")
        #expect(error.message == "HTTP status 403")
        #expect(error.status == 403)
    }

    @Test("is tried again when it is throttled, and signed by AWS's clock when its own is off")
    func retries() async throws {
        func fault(_ code: String, _ status: HTTPResponse.Status, _ fields: HTTPFields = [:])
            -> Result<TransportResponse, any Error>
        {
            let body = "<ErrorResponse><Error><Code>\(code)</Code><Message>no</Message></Error></ErrorResponse>"
            return .success(TransportResponse(status, headers: fields, text: body))
        }
        let transport = StubTransport([
            fault("Throttling", .badRequest), fault("SignatureDoesNotMatch", .forbidden, .dated(3_600)),
            answer(Self.answer),
        ])
        let client = try AWSClient.forTests(transport)
        #expect(try await client.call(Repeat(word: "")).word == "yes")
        #expect(client.context.statistics.snapshot.calls == ["Repeat": 3])
        #expect(client.context.statistics.snapshot.throttled == 1)
    }
}
