import AWSClient
import Foundation
import HTTPTypes
import ImageModel
import Testing

/// A request that botocore presigned; see `Oracles/presigning.py`.
private struct PresignedRequest: Decodable {
    var authority: String
    var path: String
    var fields: [[String]]
    var lifetime: Int
    var date: Int
    var accessKeyID: String
    var secretAccessKey: String
    var sessionToken: String?
    var region: String
    var service: String
    var url: String
    var cluster: String?
    var token: String?

    var credentials: Credentials {
        Credentials(accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken)
    }

    var time: Date { Date(timeIntervalSince1970: Double(date)) }

    func head() throws -> HTTPRequest {
        var fields = HTTPFields()
        for field in self.fields {
            fields.append(HTTPField(name: try #require(HTTPField.Name(field[0])), value: field[1]))
        }
        return HTTPRequest(method: .get, scheme: "https", authority: authority, path: path, headerFields: fields)
    }
}

@Suite("The presigner agrees with botocore's")
struct PresigningOracleTests {
    private let requests: [PresignedRequest]

    init() throws {
        requests = try fixture("presigned.json")
    }

    @Test("The fixture holds what it should")
    func fixtureIsComplete() {
        #expect(requests.count >= 100)
        #expect(requests.count { $0.token != nil } >= 30)
        #expect(requests.contains { $0.token != nil && $0.sessionToken != nil })
    }

    @Test("Every request is presigned as botocore presigns it")
    func urls() throws {
        for request in requests {
            let signer = SigV4Signer(
                credentials: request.credentials, region: try #require(Region(request.region)),
                service: request.service)
            let signed = try signer.presign(request.head(), at: request.time, lifetime: request.lifetime)
            #expect("https://\(request.authority)\(signed.path ?? "")" == request.url)
        }
    }

    @Test("Every EKS token is the one that botocore's URL gives")
    func tokens() throws {
        for request in requests {
            guard let cluster = request.cluster else { continue }
            let sts = try EndpointResolver(environment: [:])
                .publicEndpoint(for: .sts, in: try #require(Region(request.region)))
            let token = try EKSToken(
                cluster: cluster, credentials: request.credentials, sts: sts, at: request.time)
            #expect(token.text == request.token)
        }
    }

    @Test("No text about a token shows it")
    func descriptions() throws {
        let request = try #require(requests.first { $0.cluster != nil })
        let sts = try EndpointResolver(environment: ["AWS_ENDPOINT_URL": "http://127.0.0.1:1"])
            .publicEndpoint(for: .sts, in: .usEast1)
        let token = try EKSToken(cluster: "c", credentials: request.credentials, sts: sts, at: request.time)
        var dumped = ""
        dump(token, to: &dumped)
        for text in ["\(token)", String(reflecting: token), dumped] { #expect(!text.contains("k8s-aws-v1")) }
    }
}
