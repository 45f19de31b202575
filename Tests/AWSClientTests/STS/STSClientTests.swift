import AWSClient
import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@Suite("AWS STS")
struct STSClientTests {
    private func client(_ transport: StubTransport) throws -> STSClient { try .forTests(transport) }

    private func answer(_ text: String) -> StubTransport {
        StubTransport([.success(TransportResponse(.ok, text: text))])
    }

    /// The answer of the API reference's second example.
    private static let federatedUser = """
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <GetCallerIdentityResult>
          <Arn>arn:aws:sts::123456789012:federated-user/my-federated-user-name</Arn>
            <UserId>123456789012:my-federated-user-name</UserId>
            <Account>123456789012</Account>
          </GetCallerIdentityResult>
          <ResponseMetadata>
            <RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId>
          </ResponseMetadata>
        </GetCallerIdentityResponse>
        """

    @Test("is asked who calls, at the region's endpoint")
    func request() async throws {
        let transport = answer(Self.federatedUser)
        _ = try await client(transport).getCallerIdentity()
        let request = try #require(transport.requests.first)
        #expect(transport.requests.count == 1)
        #expect(request.head.authority == "sts.eu-west-1.amazonaws.com")
        #expect(request.head.path == "/")
        #expect(String(decoding: request.body, as: UTF8.self) == "Action=GetCallerIdentity&Version=2011-06-15")
        #expect(request.head.headerFields[.authorization]?.contains("/eu-west-1/sts/aws4_request") == true)
    }

    @Test("answers with the account, the ARN and the id")
    func identity() async throws {
        let identity = try await client(answer(Self.federatedUser)).getCallerIdentity()
        #expect(
            identity
                == CallerIdentity(
                    account: "123456789012", arn: "arn:aws:sts::123456789012:federated-user/my-federated-user-name",
                    userID: "123456789012:my-federated-user-name"))
    }

    @Test("is not believed without one of them", arguments: ["Arn", "UserId", "Account"])
    func missing(name: String) async throws {
        let text = Self.federatedUser.replacing("<\(name)>", with: "<X>").replacing("</\(name)>", with: "</X>")
        let error = await #expect(throws: AWSError.self) { try await client(answer(text)).getCallerIdentity() }
        #expect(error?.code == .malformedResponse)
        #expect(error?.operation == "sts:GetCallerIdentity")
        #expect(error?.message.contains(name) == true)
    }

    @Test("counts its calls with the run's")
    func statistics() async throws {
        let statistics = CallStatistics()
        let client = try client(answer(Self.federatedUser)).scoped(to: CallContext(statistics: statistics))
        _ = try await client.getCallerIdentity()
        #expect(statistics.snapshot.calls == ["GetCallerIdentity": 1])
    }
}
