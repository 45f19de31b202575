/// A resource tag of a repository, not a tag of an image.
public struct ResourceTag: Sendable, Hashable {
    /// The tag's key.
    public let key: String
    /// The tag's value, which may be empty.
    public let value: String

    /// Creates a resource tag.
    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// Whether two tags are the same, as AWS compares them: byte by byte.
    ///
    /// Swift takes an `é` of one character and an `é` of two for equal, and they are two tags to AWS.
    public static func == (one: ResourceTag, other: ResourceTag) -> Bool {
        one.key.utf8.elementsEqual(other.key.utf8) && one.value.utf8.elementsEqual(other.value.utf8)
    }

    /// Hashes the bytes of the key and the value.
    public func hash(into hasher: inout Hasher) {
        for text in [key, value] {
            hasher.combine(text.utf8.count)
            for byte in text.utf8 { hasher.combine(byte) }
        }
    }
}
