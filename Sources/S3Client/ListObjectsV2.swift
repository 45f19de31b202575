public import AWSClient
public import Essentials
import Formats
import HTTPTransport
import HTTPTypes

/// An object as a listing shows it.
public struct S3ListedObject: Sendable, Hashable {
    /// The key.
    public let key: String
    /// The size, in bytes.
    public let size: Int
    /// The time of the last write.
    public let lastModified: Date
    /// The entity tag, without quotation marks; `nil` if S3 does not tell it.
    public let entityTag: String?
}

/// A part of a listing.
public struct S3ListPage: Sendable, Hashable {
    /// The objects, by their keys' bytes.
    public let objects: [S3ListedObject]
    /// The beginnings of the keys that a delimiter put together, each with the delimiter at its end.
    public let commonPrefixes: [String]
}

extension S3Client {
    /// Lists the objects of a bucket (`ListObjectsV2`).
    ///
    /// - Parameters:
    ///   - prefix: the beginning of the keys to list.
    ///   - delimiter: a text that puts keys together which have it after the prefix, usually `/`.
    ///   - pageSize: the number of entries to request for each page, from 1 to 1,000.
    ///   - expectedOwner: the account that must own the bucket; `nil` to accept any.
    public func listObjects(
        inBucket bucket: String, prefix: String = "", delimiter: String? = nil, pageSize: Int = 1_000,
        expectedOwner: String? = nil
    ) -> PageSequence<S3ListPage> {
        PageSequence(operation: "s3:\(ListObjectsV2.action)") { token in
            try await call(
                ListObjectsV2(
                    bucket: bucket, prefix: prefix, delimiter: delimiter, pageSize: min(max(pageSize, 1), 1_000),
                    token: token, expectedOwner: expectedOwner))
        }
    }
}

private struct ListObjectsV2: S3Request {
    static let operation = "ListObjectsV2"
    static let action = "ListBucket"

    let bucket: String
    let prefix: String
    let delimiter: String?
    let pageSize: Int
    let token: String?
    let expectedOwner: String?
    var key: String? { nil }
    var method: HTTPRequest.Method { .get }

    /// The parameters.
    ///
    /// Keys are asked for encoded, since XML can't hold every character.
    var query: [(name: String, value: String)] {
        var query = [("list-type", "2")]
        if !prefix.isEmpty { query.append(("prefix", prefix)) }
        query.append(("max-keys", "\(pageSize)"))
        if let delimiter { query.append(("delimiter", delimiter)) }
        if let token { query.append(("continuation-token", token)) }
        query.append(("encoding-type", "url"))
        return query
    }

    func response(from response: TransportResponse) throws -> (page: S3ListPage, next: String?) {
        let document = try XMLTree(document: response.body)
        guard document.name == "ListBucketResult" else { throw XMLError("the XML is not the answer of this operation") }
        // Some servers ignore the wish for encoded keys.
        let isEncoded = !document.children(named: "EncodingType").isEmpty
        func decoded(_ text: String) -> String { isEncoded ? Self.decoded(text) : text }
        let objects = try document.children(named: "Contents").map { element in
            guard let size = Int(try element.text(of: "Size")), size >= 0 else { throw XMLError("a size is no number") }
            return S3ListedObject(
                key: decoded(try element.text(of: "Key")), size: size,
                lastModified: try element.time(of: "LastModified"),
                entityTag: (try? element.text(of: "ETag")).map(entityTag))
        }
        let prefixes = try document.children(named: "CommonPrefixes").map { decoded(try $0.text(of: "Prefix")) }
        return (S3ListPage(objects: objects, commonPrefixes: prefixes), try Self.next(in: document))
    }

    /// The token of the next page; `nil` on the last.
    private static func next(in document: XMLTree) throws -> String? {
        switch try document.text(of: "IsTruncated") {
        case "false": return nil
        case "true": return try document.text(of: "NextContinuationToken")
        default: throw XMLError("`IsTruncated` is neither true nor false")
        }
    }

    /// Decodes a key as S3 encodes it, with `+` for a space.
    private static func decoded(_ text: String) -> String {
        let spaced = text.utf8.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
        return String(decoding: PercentEncoding.decode(spaced), as: UTF8.self)
    }
}
