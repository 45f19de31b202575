import AWSClient
import Foundation
import TestSupport
import Testing

@Suite("Garbage as the answer of AWS STS")
struct STSAnswerFuzzTests {
    private static let garbage = Garbage(
        samples: [
            """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
            <AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>a-secret</SecretAccessKey>
            <SessionToken>a-token</SessionToken><Expiration>2026-11-09T13:34:41Z</Expiration></Credentials>
            </AssumeRoleResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></AssumeRoleResponse>
            """
        ],
        tokens: ["<", ">", "</", "/>", "&", "&amp;", "<!--", "<![CDATA[", "<!DOCTYPE a>", "Credentials", " ", "\u{0}"])

    private static let identity = Garbage(
        samples: [
            """
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
            <Arn>arn:aws:iam::123456789012:user/a</Arn><UserId>AIDA</UserId><Account>123456789012</Account>
            </GetCallerIdentityResult></GetCallerIdentityResponse>
            """
        ],
        tokens: ["<", ">", "</", "/>", "&", "&amp;", "<!--", "<![CDATA[", "<!DOCTYPE a>", "Account", " ", "\u{0}"])

    /// Calls with each input for an answer; a call gives a value that is well-formed, or an error of the client's.
    private func fuzz(
        _ garbage: Garbage, _ call: (STSClient, _ number: Int) async throws -> Void,
        refused: (_ error: String, _ number: Int) -> Void
    ) async throws {
        let transport = GarbageTransport(garbage)
        let client = try STSClient.forTests(transport)
        for number in Garbage.numbers {
            transport.set(number)
            do {
                try await call(client, number)
            } catch let error as AWSError {
                refused("\(error)", number)
            }
        }
    }

    @Test("is an error, or says who it is by an account, an ARN and an id")
    func getCallerIdentity() async throws {
        try await fuzz(Self.identity) { client, number in
            let identity = try await client.getCallerIdentity()
            let parts = [identity.account, identity.arn, identity.userID]
            #expect(parts.allSatisfy { !$0.isEmpty }, "input \(number)")
        } refused: { error, number in
            #expect(!error.isEmpty, "input \(number)")
        }
    }

    @Test("is an error that quotes no credential, or whole credentials that end at some time")
    func assumeRole() async throws {
        try await fuzz(Self.garbage) { client, number in
            let credentials = try await client.assumeRole(
                AssumedRole(arn: "arn:aws:iam::1:role/a", sessionName: "a"))
            #expect(!credentials.accessKeyID.isEmpty, "input \(number)")
            #expect(credentials.expiration != nil, "input \(number)")
        } refused: { error, number in
            #expect(!error.contains("a-secret") && !error.contains("a-token"), "input \(number): \(error)")
        }
    }
}
