import AWSClient
import Foundation
import HTTPTransport
import HTTPTypes
import S3Client
import TestSupport
import Testing

@testable import Handler

@Suite("The folder of an execution")
struct FanOutFolderTests {
    @Test("names the account that must own the bucket with every call", arguments: ["123456789012", nil])
    func owner(account: String?) async throws {
        var environment = ["FAN_OUT_BUCKET": "results"]
        environment["FAN_OUT_BUCKET_OWNER"] = account
        let transport = StubTransport { _, _ in
            TransportResponse(.ok, text: "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>")
        }
        let folder = FanOutFolder(
            objects: S3Client(client: try .forTests(.s3, transport)),
            settings: try #require(try FanOutSettings(environment: environment)), execution: "night-1")
        try await folder.put(Data("{}".utf8), as: "items.json")
        _ = try await folder.get("items.json")
        _ = try await folder.readNumbered(in: "batches/") { number, _ in number }
        let field = try #require(HTTPField.Name("x-amz-expected-bucket-owner"))
        #expect(transport.requests.map { $0.head.headerFields[field] } == [account, account, account])
    }

    @Test(
        "pads the numbers of batches, so that their names sort",
        arguments: [(0, "00000"), (42, "00042"), (123_456, "123456")])
    func names(number: Int, digits: String) {
        #expect(FanOutFolder.name(of: number, in: "batches/") == "batches/\(digits).json")
    }

    @Test("is none without a bucket", arguments: [[:], ["FAN_OUT_BUCKET": ""]])
    func none(environment: [String: String]) throws {
        #expect(try FanOutSettings(environment: environment) == nil)
    }

    @Test(
        "refuses what can't be a bucket or an account",
        arguments: [("a/b", nil), ("s3://results", nil), ("Results!", nil), ("results", "12"), ("results", "abc")])
    func refused(bucket: String, owner: String?) {
        var environment = ["FAN_OUT_BUCKET": bucket]
        environment["FAN_OUT_BUCKET_OWNER"] = owner
        #expect(throws: ConfigurationError.self) { try FanOutSettings(environment: environment) }
    }
}
