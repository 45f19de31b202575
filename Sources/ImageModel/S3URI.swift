import Essentials

/// The address of an object in S3, such as `s3://my-bucket/lists/images.txt`.
public struct S3URI: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The bucket's name.
    public let bucket: String

    /// The object's key, as it is: nothing in it is encoded or normalized.
    public let key: String

    /// The beginning of every address.
    public static let scheme = "s3://"

    /// The largest size of a key, in bytes.
    public static let maximumKeySize = 1_024

    /// Creates the address of an object; `nil` if S3 can't have such a bucket or key.
    ///
    /// Old buckets may have upper-case letters and underscores. Directory buckets are refused: S3 signs their requests
    /// in another way.
    ///
    /// - SeeAlso: [Bucket naming rules](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html)
    public init?(bucket: some StringProtocol, key: some StringProtocol) {
        guard (3...255).contains(bucket.utf8.count), bucket.utf8.allSatisfy(Self.isAllowedInBucket),
            !bucket.hasSuffix("--x-s3"), !bucket.hasSuffix("--xa-s3"),
            (1...Self.maximumKeySize).contains(key.utf8.count)
        else { return nil }
        self.bucket = String(bucket)
        self.key = String(key)
    }

    /// Reads an address, which is the scheme, the bucket, a slash and the key.
    public init?(_ text: String) {
        guard text.hasPrefix(Self.scheme) else { return nil }
        // Bytes, not characters: with a combining mark after it, a slash would be part of another character.
        let rest = text.dropFirst(Self.scheme.count).utf8
        guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        self.init(bucket: Substring(rest[..<slash]), key: Substring(rest[rest.index(after: slash)...]))
    }

    private static func isAllowedInBucket(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || "-._".utf8.contains(byte)
    }

    /// The address.
    public var description: String { "\(Self.scheme)\(bucket)/\(key)" }

    /// Whether the first address sorts before the second.
    public static func < (one: S3URI, other: S3URI) -> Bool { (one.bucket, one.key) < (other.bucket, other.key) }
}
