import AWSClient
import ECRSimulator
import Foundation
import HTTPTypes
import ImageModel
import Testing

@Suite("Signatures")
struct SignatureTests {
    private static let key = Credentials(accessKeyID: "AKIDONE", secretAccessKey: "one", sessionToken: "token")
    private let registry: SimulatedRegistry

    init() throws {
        let file = RegistryFile.app(count: 1)
        registry = try SimulatedRegistry(file, authentication: .signatures([Self.key]), clock: { start })
    }

    /// A signed request for the repositories, damaged by `change`.
    private func call(
        key: Credentials = key, region: String = "eu-west-1", service: String = "ecr", at date: Date = start,
        change: (inout HTTPRequest) -> Void = { _ in }
    ) throws -> Reply {
        var head = HTTPRequest(method: .post, scheme: "http", authority: "localhost", path: "/")
        let target = try #require(HTTPField.Name("X-Amz-Target"))
        head.headerFields[target] = "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories"
        let signer = SigV4Signer(credentials: key, region: try #require(Region(region)), service: service)
        var signed = try signer.sign(head, body: Data("{}".utf8), at: date)
        change(&signed)
        return Reply(registry.answer(to: signed, body: Data("{}".utf8)))
    }

    @Test("accepts a request that is signed with the key", arguments: [-299, 0, 300])
    func accepts(seconds: Double) throws {
        #expect(try call(at: start.addingTimeInterval(seconds)).status == 200)
    }

    @Test("refuses a request without a signature")
    func missing() throws {
        let reply = try call { $0.headerFields[.authorization] = nil }
        #expect(reply.status == 400)
        #expect(reply.code == "MissingAuthenticationTokenException")
    }

    @Test("refuses what is no signature")
    func incomplete() throws {
        #expect(try call { $0.headerFields[.authorization] = "Basic eDp5" }.code == "IncompleteSignatureException")
        #expect(try call { $0.headerFields[.amzDate] = nil }.code == "IncompleteSignatureException")
    }

    @Test("refuses keys and tokens that it does not know")
    func unknownKey() throws {
        let keys = [
            Credentials(accessKeyID: "AKIDTWO", secretAccessKey: "one", sessionToken: "token"),
            Credentials(accessKeyID: "AKIDONE", secretAccessKey: "one", sessionToken: "other"),
            Credentials(accessKeyID: "AKIDONE", secretAccessKey: "one"),
        ]
        for key in keys { #expect(try call(key: key).code == "UnrecognizedClientException") }
    }

    @Test("refuses a signature that another secret, region or service made, or that other bytes did")
    func wrong() throws {
        let secret = Credentials(accessKeyID: "AKIDONE", secretAccessKey: "two", sessionToken: "token")
        #expect(try call(key: secret).code == "InvalidSignatureException")
        #expect(try call(region: "eu-west-2").code == "InvalidSignatureException")
        #expect(try call(service: "ecr-public").code == "InvalidSignatureException")
        #expect(try call { $0.path = "/other" }.code == "InvalidSignatureException")
    }

    @Test("refuses a field of Amazon's that is not signed")
    func unsignedField() throws {
        let name = try #require(HTTPField.Name("X-Amz-Extra"))
        let reply = try call { $0.headerFields[name] = "1" }
        #expect(reply.code == "InvalidSignatureException")
        #expect(reply.message == "'x-amz-extra' must be a 'SignedHeader' in the AWS Authorization.")
    }

    @Test(
        "refuses a time that is more than 5 minutes off, in AWS's words",
        arguments: [
            (
                -301.0,
                "Signature expired: 20260921T140819Z is now earlier than 20260921T140820Z (20260921T141320Z - 5 min.)"
            ),
            (
                301.0,
                "Signature not yet current: 20260921T141821Z is still later than 20260921T141820Z "
                    + "(20260921T141320Z + 5 min.)"
            ),
        ])
    func time(seconds: Double, message: String) throws {
        let reply = try call(at: start.addingTimeInterval(seconds))
        #expect(reply.code == "InvalidSignatureException")
        #expect(reply.message == message)
    }

    @Test("goes by the registry's clock")
    func offset() throws {
        registry.clockOffsetSeconds = -3_600
        #expect(try call().code == "InvalidSignatureException")
        #expect(try call(at: start.addingTimeInterval(-3_600)).status == 200)
    }
}
