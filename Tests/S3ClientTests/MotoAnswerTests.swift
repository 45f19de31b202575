import AWSClient
import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@testable import S3Client

/// An answer of moto's S3; see `Oracles/answers.py`.
private struct MotoAnswer: Decodable {
    var name: String
    /// The keys of the bucket.
    var keys: [String]
    var status: Int
    var body: String
}

@Suite("Answers of moto's S3")
struct MotoAnswerTests {
    private let answers: [String: MotoAnswer]

    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/answers.json")
        let all = try JSONDecoder().decode([MotoAnswer].self, from: Data(contentsOf: file))
        answers = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    }

    private func pages(_ names: String..., delimiter: String? = nil) async throws -> [S3ListPage] {
        let responses = try names.map { name in
            let answer = try #require(answers[name])
            return Result<TransportResponse, any Error>.success(
                TransportResponse(HTTPResponse.Status(code: answer.status), text: answer.body))
        }
        let client = try S3Client.forTests(StubTransport(responses))
        return try await client.listObjects(inBucket: "my-bucket", delimiter: delimiter).reduce(into: []) {
            $0.append($1)
        }
    }

    @Test("A listing has each key as it was written, on one page or on several")
    func keys() async throws {
        let keys = try #require(answers["listing"]?.keys)
        for pages in [try await pages("listing"), try await pages("first page", "last page")] {
            let objects = pages.flatMap(\.objects)
            #expect(Set(objects.map(\.key)) == Set(keys))
            #expect(objects.count == keys.count)
            #expect(objects.allSatisfy { $0.size == $0.key.utf8.count && $0.lastModified == present })
        }
    }

    @Test("A delimiter puts keys together")
    func folders() async throws {
        let page = try #require(try await pages("folders", delimiter: "/").first)
        #expect(Set(page.commonPrefixes) == ["a/", "../", "naïve/", "dir/"])
        #expect(!page.objects.contains { $0.key.contains("/") })
    }

    @Test("An empty listing has no objects")
    func empty() async throws {
        #expect(try await pages("empty") == [S3ListPage(objects: [], commonPrefixes: [])])
    }

    @Test("Errors have their codes", arguments: [("no key", "NoSuchKey"), ("no bucket", "NoSuchBucket")])
    func errors(name: String, code: String) async throws {
        let error = try await failure { try await pages(name) }
        #expect(error.code == AWSError.Code(code))
        #expect(error.status == 404)
    }
}
