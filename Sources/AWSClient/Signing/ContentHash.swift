import Formats

/// The SHA-256 hash of a content.
public enum ContentHash {
    /// The hash of a text's bytes in 64 lower-case hexadecimal digits.
    public static func sha256(of text: String) throws(HashError) -> String { Hex.encode(try SHA256.hash(text.utf8)) }
}
