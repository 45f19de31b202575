public import Essentials

/// A text that is kept elsewhere: in a parameter, in S3 or in a file.
public struct StoredText: Sendable {
    /// The bytes.
    public let content: Data
    /// The time of the last write; `nil` if it is not known.
    public var writtenAt: Date?
    /// The version: a parameter's number, or an object's version id or entity tag.
    public var version: String?
    /// Whether the text may be a secret.
    public var isSecret: Bool

    /// Creates a text that was read.
    public init(content: Data, writtenAt: Date? = nil, version: String? = nil, isSecret: Bool = false) {
        self.content = content
        self.writtenAt = writtenAt
        self.version = version
        self.isSecret = isSecret
    }
}
