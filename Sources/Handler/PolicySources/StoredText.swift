import Essentials

/// A text that is kept elsewhere: in a parameter, in S3 or in a file.
struct StoredText: Sendable {
    /// The bytes.
    let content: Data
    /// The version: a parameter's number, or an object's version id or entity tag.
    var version: String?
    /// Whether the text may be a secret.
    var isSecret = false
}
