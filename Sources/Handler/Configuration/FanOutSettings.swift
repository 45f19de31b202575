import Essentials
import Formats
import ImageModel

/// The bucket of the fan-out, from `FAN_OUT_BUCKET`.
///
/// | variable | values | default |
/// | --- | --- | --- |
/// | `FAN_OUT_BUCKET` | a bucket's name | no fan-out |
/// | `FAN_OUT_BUCKET_OWNER` | the account that must own the bucket, as 12 digits | any |
struct FanOutSettings: Sendable, Hashable {
    /// The folder of what all executions keep for each other.
    static let keptAnswersFolder = "kept-answers"

    /// The bucket.
    let bucket: String
    /// The account that must own the bucket; `nil` to accept any.
    let bucketOwner: String?

    /// Reads the settings; `nil` if there is no fan-out.
    ///
    /// - Throws: ``ConfigurationError``, which names the variable and what it may be.
    init?(environment: [String: String]) throws {
        guard let bucket = environment["FAN_OUT_BUCKET"], !bucket.isEmpty else { return nil }
        guard S3URI("\(S3URI.scheme)\(bucket)/x") != nil, !bucket.contains("/") else {
            throw ConfigurationError("FAN_OUT_BUCKET is \"\(bucket.excerpt())\"; it must be a bucket's name")
        }
        self.bucket = bucket
        bucketOwner = try environment.account("FAN_OUT_BUCKET_OWNER")
    }

    /// The object of a key in the bucket.
    ///
    /// - Throws: ``ConfigurationError`` if there can be no such key.
    func object(_ key: String) throws -> S3URI {
        guard let object = S3URI("\(S3URI.scheme)\(bucket)/\(key)") else {
            throw ConfigurationError("\(key) can't be a key in the bucket \(bucket)")
        }
        return object
    }
}
