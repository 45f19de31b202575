import AWSClient
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import TestSupport
import Testing

@testable import S3Client

@Suite("Answers of S3")
struct AnswerTests {
    @Test("An object comes with its time and version")
    func object() async throws {
        let client = try S3Client.forTests(
            StubTransport([
                .answer(
                    "body",
                    ["Last-Modified": "Sat, 31 Jan 2026 11:00:00 GMT", "ETag": "\"abc\"", "x-amz-version-id": "v1"])
            ]))
        let object = try await client.getObject(uri("s3://my-bucket/a"), maximumSize: 4)
        #expect(String(decoding: object.body, as: UTF8.self) == "body")
        #expect(object.lastModified == present.addingTimeInterval(-3_600))
        #expect(object.entityTag == "abc")
        #expect(object.versionID == "v1")
    }

    @Test("The version `null` of a bucket without versions is none")
    func nullVersion() async throws {
        let client = try S3Client.forTests(StubTransport([.answer("", ["x-amz-version-id": "null"])]))
        #expect(try await client.getObject(uri("s3://my-bucket/a"), maximumSize: 4).versionID == nil)
    }

    @Test(
        "Bytes are compared with their checksum",
        arguments: [
            ("x-amz-checksum-crc32", "y/Q5Jg=="), ("x-amz-checksum-crc64nvme", "rosUhgp5mIg="),
            ("x-amz-checksum-sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="),
            // The checksum of parts, which the bytes don't tell.
            ("x-amz-checksum-crc32", "AAAAAA==-2"),
        ])
    func checksums(name: String, value: String) async throws {
        let good = try S3Client.forTests(StubTransport([.answer("123456789", [name: value])]))
        #expect(try await good.getObject(uri("s3://my-bucket/a"), maximumSize: 9).body.count == 9)
        guard !value.contains("-") else { return }
        let changed = try S3Client.forTests(StubTransport([.answer("123456780", [name: value])]))
        let error = try await failure { try await changed.getObject(uri("s3://my-bucket/a"), maximumSize: 9) }
        #expect(error.code == .malformedResponse)
        #expect(error.message.lowercased().contains("its bytes differ from their checksum (\(name))"))
    }

    @Test("Bytes that differ from their checksum are read again")
    func checksumRetry() async throws {
        let transport = StubTransport([
            .answer("12345678", ["x-amz-checksum-crc32": "y/Q5Jg=="]),
            .answer("123456789", ["x-amz-checksum-crc32": "y/Q5Jg=="]),
        ])
        let client = try S3Client.forTests(transport, maximumAttempts: 2)
        #expect(try await client.getObject(uri("s3://my-bucket/a"), maximumSize: 9).body.count == 9)
    }

    @Test("A part of an object that nobody asked for is an error")
    func part() async throws {
        let part = Result<TransportResponse, any Error>.answer(
            "body", status: .partialContent, ["Content-Range": "bytes 0-3/9"])
        let client = try S3Client.forTests(StubTransport([part]))
        let error = try await failure { try await client.getObject(uri("s3://my-bucket/a"), maximumSize: 9) }
        #expect(error.code == .malformedResponse && error.message.contains("only a part"))
        let again = try S3Client.forTests(StubTransport([part, .answer("whole")]), maximumAttempts: 2)
        #expect(try await again.getObject(uri("s3://my-bucket/a"), maximumSize: 9).body.count == 5)
    }

    @Test("An object that is too large is an error that names it and the limit, and is not read again")
    func tooLarge() async throws {
        let transport = StubTransport { request, _ in
            #expect(request.maximumResponseSize == 5)
            throw TransportError(.responseTooLarge, host: "h", message: "the response is larger than 5 bytes")
        }
        let client = try S3Client.forTests(transport, maximumAttempts: 3)
        let error = try await failure { try await client.getObject(uri("s3://my-bucket/a"), maximumSize: 5) }
        #expect(error.code == .tooLarge)
        #expect(error.message == "s3://my-bucket/a has more than 5 bytes, which is the most that is read")
        #expect(transport.requests.count == 1)
    }

    @Test("A write answers with the version")
    func write() async throws {
        let transport = StubTransport([.answer("", ["ETag": "\"abc\"", "x-amz-version-id": "v2"])])
        let version = try await S3Client.forTests(transport).putObject(
            uri("s3://my-bucket/a"), body: Data("x".utf8), contentType: "text/plain")
        #expect(version == S3Version(entityTag: "abc", versionID: "v2"))
        #expect(transport.requests.first?.body == Data("x".utf8))
    }
}

@Suite("Listings of S3")
struct ListingTests {
    private func page(_ keys: [String], isTruncated: Bool = false, more: String = "") -> String {
        let contents = keys.map { key in
            """
            <Contents><Key>\(key)</Key><LastModified>2026-01-31T11:00:00.000Z</LastModified>\
            <ETag>&quot;abc&quot;</ETag><Size>3</Size><StorageClass>STANDARD</StorageClass></Contents>
            """
        }.joined()
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix></Prefix>\
            <EncodingType>url</EncodingType><IsTruncated>\(isTruncated)</IsTruncated>\(contents)\(more)</ListBucketResult>
            """
    }

    private func keys(_ answers: [Result<TransportResponse, any Error>]) async throws -> [String] {
        let pages = try S3Client.forTests(StubTransport(answers)).listObjects(inBucket: "my-bucket")
        return try await pages.reduce(into: []) { $0 += $1.objects.map(\.key) }
    }

    @Test("Keys are decoded, and pages are followed to the last")
    func pages() async throws {
        let found = try await keys([
            .answer(
                page(
                    ["a+b", "a%2Bb", "100%25", "%0A", "e%CC%81"], isTruncated: true,
                    more: "<NextContinuationToken>t</NextContinuationToken>")),
            .answer(page(["%F0%9F%90%B3"])),
        ])
        #expect(found == ["a b", "a+b", "100%", "\n", "e\u{301}", "🐳"])
    }

    @Test("Objects have their size and time; prefixes are listed apart")
    func entries() async throws {
        let more = "<CommonPrefixes><Prefix>a+b/</Prefix></CommonPrefixes>"
        let transport = StubTransport([.answer(page(["a"], more: more))])
        var pages = try S3Client.forTests(transport).listObjects(inBucket: "my-bucket", delimiter: "/")
            .makeAsyncIterator()
        let page = try #require(try await pages.next())
        #expect(page.commonPrefixes == ["a b/"])
        #expect(
            page.objects == [
                S3ListedObject(key: "a", size: 3, lastModified: present.addingTimeInterval(-3_600), entityTag: "abc")
            ])
        #expect(try await pages.next() == nil)
    }

    @Test("A page cut anywhere is an error, never a shorter list")
    func cut() async throws {
        let whole = page(["a", "b"])
        for length in stride(from: 0, to: whole.utf8.count, by: 7) {
            let text = String(decoding: whole.utf8.prefix(length), as: UTF8.self)
            #expect(try await failure { try await keys([.answer(text)]) }.code == .malformedResponse)
        }
    }

    @Test(
        "A page without what it must have is an error",
        arguments: [
            "<ListBucketResult><Name>b</Name></ListBucketResult>",
            "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
            "<ListBucketResult><IsTruncated>perhaps</IsTruncated></ListBucketResult>",
            "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</Key></Contents></ListBucketResult>",
            "<Other><IsTruncated>false</IsTruncated></Other>", "{}", "",
        ])
    func incomplete(text: String) async throws {
        #expect(try await failure { try await keys([.answer(text)]) }.code == .malformedResponse)
    }

    @Test("The same token twice is an error")
    func repeatedToken() async throws {
        let text = page(["a"], isTruncated: true, more: "<NextContinuationToken>t</NextContinuationToken>")
        let error = try await failure { try await keys([.answer(text), .answer(text)]) }
        #expect(error.operation == "s3:ListBucket")
    }
}
