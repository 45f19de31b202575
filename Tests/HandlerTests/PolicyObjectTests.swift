import AWSClient
import Cleanup
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import Retention
import S3Client
import TestSupport
import Testing

@testable import Handler

@Suite("A policy that is an object of S3")
struct PolicyObjectTests {
    private static let document = #"{"policies":[{"name":"mine","repositories":["*"]}]}"#

    /// Reads the policy from an S3 that answers like this.
    private func policy(_ answer: @escaping StubTransport.Answer) async throws -> (ConfiguredPolicy, StubTransport) {
        let transport = StubTransport(answer)
        let reader = PolicyReader(
            texts: StoredTextReader(
                parameters: SSMClient(client: try .forTests(.ssm, transport)),
                objects: S3Client(client: try .forTests(.s3, transport))))
        let source = try PolicySource(environment: ["CLEANUP_POLICY": "s3://my-bucket/policy.json"], file: nil)
        return (try await reader.policy(from: source, context: CallContext()), transport)
    }

    private func response(_ fields: HTTPFields, _ body: String = document) -> TransportResponse {
        TransportResponse(.ok, headers: fields, text: body)
    }

    @Test("is read from its bucket, and named with its version and hash")
    func identity() async throws {
        let (policy, transport) = try await policy { _, _ in
            response([.eTag: "\"abc\"", HTTPField.Name("x-amz-version-id")!: "v1"])
        }
        #expect(policy.policy.sections.map(\.name) == ["mine"])
        #expect(policy.identity.kind == .s3)
        #expect(policy.identity.name == "s3://my-bucket/policy.json")
        #expect(policy.identity.version == "v1")
        #expect(policy.identity.sha256?.count == 64)
        #expect(policy.identity.text == Self.document)
        #expect(transport.requests.first?.head.authority == "my-bucket.s3.eu-west-1.amazonaws.com")
        #expect(transport.requests.first?.head.path == "/policy.json")
    }

    @Test("has its entity tag for a version in a bucket without versions")
    func entityTag() async throws {
        let (policy, _) = try await policy { _, _ in response([.eTag: "\"abc\""]) }
        #expect(policy.identity.version == "abc")
    }

    @Test("that holds no policy is an error that names it", arguments: ["", "{}", "[]", "\u{FEFF}"])
    func invalid(body: String) async throws {
        let error = await #expect(throws: ConfigurationError.self) {
            _ = try await policy { _, _ in response([:], body) }
        }
        #expect(error?.description.hasPrefix("the object s3://my-bucket/policy.json: the policy can't be used") == true)
    }

    @Test("that is too large is an error that names it and the limit")
    func tooLarge() async throws {
        let error = await #expect(throws: AWSError.self) {
            _ = try await policy { request, _ in
                throw TransportError(
                    .responseTooLarge, host: "h", message: "larger than \(request.maximumResponseSize)")
            }
        }
        #expect(error?.message.contains("s3://my-bucket/policy.json has more than 6291456 bytes") == true)
    }
}
