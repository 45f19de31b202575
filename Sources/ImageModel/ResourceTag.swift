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
}
