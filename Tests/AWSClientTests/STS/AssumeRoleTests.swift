import AWSClient
import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@Suite("Assuming a role")
struct AssumeRoleTests {
    private static let role = AssumedRole(
        arn: "arn:aws:iam::123456789012:role/demo", sessionName: "testAR", externalID: "123ABC")

    /// The answer of the API reference's example.
    private static let answer = """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <AssumeRoleResult>
          <SourceIdentity>Alice</SourceIdentity>
            <AssumedRoleUser>
              <Arn>arn:aws:sts::123456789012:assumed-role/demo/TestAR</Arn>
              <AssumedRoleId>ARO123EXAMPLE123:TestAR</AssumedRoleId>
            </AssumedRoleUser>
            <Credentials>
              <AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>
              <SecretAccessKey>wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY</SecretAccessKey>
              <SessionToken>AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLxBA==</SessionToken>
              <Expiration>2019-11-09T13:34:41Z</Expiration>
            </Credentials>
            <PackedPolicySize>6</PackedPolicySize>
          </AssumeRoleResult>
          <ResponseMetadata>
            <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>
          </ResponseMetadata>
        </AssumeRoleResponse>
        """

    private func assume(_ role: AssumedRole = role, answer text: String = answer) async throws -> (Credentials, String)
    {
        let transport = StubTransport([.success(TransportResponse(.ok, text: text))])
        let credentials = try await STSClient.forTests(transport).assumeRole(role)
        return (credentials, String(decoding: try #require(transport.requests.first).body, as: UTF8.self))
    }

    @Test("is asked for with the session's name, its length and the external id")
    func request() async throws {
        #expect(
            try await assume().1
                == "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdemo"
                + "&RoleSessionName=testAR&DurationSeconds=3600&ExternalId=123ABC")
    }

    @Test("is asked for without an external id where there is none")
    func noExternalID() async throws {
        var role = Self.role
        role.externalID = nil
        role.durationSeconds = 900
        let body = try await assume(role).1
        #expect(!body.contains("ExternalId"))
        #expect(body.contains("DurationSeconds=900"))
    }

    @Test("gives temporary credentials", arguments: ["2019-11-09T13:34:41Z", "2019-11-09T13:34:41.000Z"])
    func credentials(end: String) async throws {
        let text = Self.answer.replacing("2019-11-09T13:34:41Z", with: end)
        #expect(
            try await assume(answer: text).0
                == Credentials(
                    accessKeyID: "ASIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY",
                    sessionToken: "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLxBA==",
                    expiration: Date(timeIntervalSince1970: 1_573_306_481)))
    }

    @Test(
        "is not believed without one part of them, and no error shows another",
        arguments: ["Credentials", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"])
    func missing(name: String) async throws {
        let text = Self.answer.replacing("<\(name)>", with: "<X>").replacing("</\(name)>", with: "</X>")
        let error = try #require(await #expect(throws: AWSError.self) { try await assume(answer: text) })
        #expect(error.code == .malformedResponse)
        #expect(error.operation == "sts:AssumeRole")
        #expect(error.message.contains("`\(name)`"))
        #expect(!"\(error)".contains("EXAMPLE"))
    }

    @Test(
        "is not believed where the end is no time",
        arguments: ["soon", "1573306481", "2019-11-09", "2019-13-09T13:34:41Z"])
    func badEnd(end: String) async throws {
        let text = Self.answer.replacing("2019-11-09T13:34:41Z", with: end)
        let error = try #require(await #expect(throws: AWSError.self) { try await assume(answer: text) })
        #expect(error.code == .malformedResponse)
        #expect(error.message.contains("`Expiration` is not a time"))
    }
}
