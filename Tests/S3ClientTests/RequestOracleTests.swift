import AWSClient
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import S3Client
import TestSupport
import Testing

/// A request that boto3 wrote and botocore signed; see `Oracles/s3_requests.py`.
private struct WrittenRequest: Decodable {
    var region: String
    var fips: Bool
    var dualStack: Bool
    var endpoint: String?
    var operation: String
    var bucket: String
    var owner: String?
    var key: String?
    var body: String?
    var kmsKey: String?
    var prefix: String?
    var pageSize: Int?
    var delimiter: String?
    var token: String?
    var method: String
    var url: String
    var fields: [[String]]
    var authorization: String

    var environment: [String: String] {
        var environment = [
            "AWS_USE_FIPS_ENDPOINT": "\(fips)", "AWS_USE_DUALSTACK_ENDPOINT": "\(dualStack)",
        ]
        environment["AWS_ENDPOINT_URL_S3"] = endpoint
        return environment
    }

    func object() throws -> S3URI { try #require(S3URI(bucket: bucket, key: key ?? "")) }

    /// Sends the same request by the Swift client.
    func send(with client: S3Client) async throws {
        switch operation {
        case "GetObject": _ = try await client.getObject(object(), maximumSize: 1, expectedOwner: owner)
        case "PutObject":
            try await client.putObject(
                object(), body: Data(body.map(\.utf8) ?? "".utf8), contentType: "application/json",
                encryption: kmsKey.map { .kms(keyID: $0.isEmpty ? nil : $0) } ?? .bucketDefault, expectedOwner: owner)
        default:
            let pages = client.listObjects(
                inBucket: bucket, prefix: prefix ?? "", delimiter: delimiter, pageSize: pageSize ?? 1_000,
                expectedOwner: owner)
            for try await _ in pages {}
        }
    }
}

/// A page without objects, and maybe with a token.
private func page(next token: String?) -> String {
    let more = token.map { "<NextContinuationToken>\($0)</NextContinuationToken>" } ?? ""
    return "<ListBucketResult><IsTruncated>\(token != nil)</IsTruncated>\(more)</ListBucketResult>"
}

@Suite("Requests to S3 agree with boto3's, and their signatures with botocore's")
struct RequestOracleTests {
    private let requests: [WrittenRequest]

    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/requests.json")
        requests = try JSONDecoder().decode([WrittenRequest].self, from: Data(contentsOf: file))
    }

    @Test("The fixture holds what it should")
    func fixtureIsComplete() {
        #expect(requests.count > 350)
        #expect(Set(requests.map(\.operation)) == ["GetObject", "PutObject", "ListObjectsV2"])
        for part in ["//", "/..", "/.", "%20", "%2B", "%25", "%F0%9F%90%B3", "s3-fips.dualstack", "my.bucket"] {
            #expect(requests.contains { $0.url.contains(part) }, "\(part)")
        }
        #expect(requests.contains { $0.endpoint != nil })
    }

    @Test("Every request has the same method, address, fields and signature")
    func sameRequests() async throws {
        for expected in requests {
            // A listing's later page is asked for by the token that the page before it gave.
            let first = expected.token.map { page(next: $0) }
            let transport = StubTransport { _, number in
                TransportResponse(.ok, text: number == 1 ? first ?? page(next: nil) : page(next: nil))
            }
            let client = try S3Client.forTests(
                transport, region: expected.region, environment: expected.environment)
            try await expected.send(with: client)
            let sent = try #require(transport.requests.last)
            let comment: Comment = "\(expected.operation) \(expected.url)"
            let head = sent.head
            #expect(head.method.rawValue == expected.method, comment)
            #expect("\(head.scheme ?? "")://\(head.authority ?? "")\(head.path ?? "")" == expected.url, comment)
            for field in expected.fields {
                let name = try #require(HTTPField.Name(field[0]))
                #expect(head.headerFields[name] == field[1], comment)
            }
            #expect(head.headerFields[.authorization] == expected.authorization, comment)
        }
    }
}
