import AWSClient
import Essentials
import Formats

/// The authority and path of a bucket or an object.
///
/// The bucket's name goes into the host, or into the path if a certificate or the endpoint can't have it there.
///
/// - SeeAlso: [Virtual hosting of buckets](https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html)
struct S3Target {
    /// The host, with any port, and the percent-encoded path.
    let parts: (authority: String, path: String)

    init(bucket: String, key: String?, at endpoint: Endpoint) {
        let object = key.map { "/" + Self.encoded($0) }
        if !endpoint.isOverride, Self.isHostLabel(bucket) {
            parts = ("\(bucket).\(endpoint.authority)", endpoint.path + (object ?? "/"))
        } else {
            parts = (endpoint.authority, "\(endpoint.path)/\(PercentEncoding.encode(bucket.utf8))\(object ?? "")")
        }
    }

    /// The key with everything but unreserved characters and slashes encoded, once.
    ///
    /// Empty and dot segments are parts of the key like any other, and stay.
    private static func encoded(_ key: String) -> String {
        key.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map(PercentEncoding.encode).joined(separator: "/")
    }

    /// Whether a bucket's name can be the first label of a host.
    ///
    /// A certificate for `*.s3…` covers no name with a dot.
    private static func isHostLabel(_ bucket: String) -> Bool {
        let bytes = bucket.utf8
        guard (3...63).contains(bytes.count), bytes.first?.isASCIILowercaseOrDigit == true,
            bytes.last?.isASCIILowercaseOrDigit == true
        else { return false }
        return bytes.allSatisfy { $0.isASCIILowercaseOrDigit || $0 == UInt8(ascii: "-") }
    }
}
