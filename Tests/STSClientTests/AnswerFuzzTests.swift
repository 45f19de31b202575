import AWSClient
import Foundation
import STSClient
import TestSupport
import Testing

@Suite("Garbage as the answer of AWS STS")
struct AnswerFuzzTests {
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

    @Test("is an error, or says who it is by an account, an ARN and an id")
    func getCallerIdentity() async throws {
        let transport = GarbageTransport(Self.identity)
        let client = try STSClient.forTests(transport)
        for number in Garbage.numbers {
            transport.set(number)
            do {
                let identity = try await client.getCallerIdentity()
                let parts = [identity.account, identity.arn, identity.userID]
                #expect(parts.allSatisfy { !$0.isEmpty }, "input \(number)")
            } catch let error as AWSError {
                #expect(!"\(error)".isEmpty, "input \(number)")
            }
        }
    }

    @Test("is an error that quotes no credential, or whole credentials that end at some time")
    func assumeRole() async throws {
        let transport = GarbageTransport(Self.garbage)
        let client = try STSClient.forTests(transport)
        for number in Garbage.numbers {
            transport.set(number)
            do {
                let credentials = try await client.assumeRole(
                    AssumedRole(arn: "arn:aws:iam::1:role/a", sessionName: "a"))
                #expect(!credentials.accessKeyID.isEmpty, "input \(number)")
                #expect(credentials.expiration != nil, "input \(number)")
            } catch let error as AWSError {
                let text = "\(error)"
                #expect(!text.contains("a-secret") && !text.contains("a-token"), "input \(number): \(text)")
            }
        }
    }
}
