import Formats

/// SHA-256 hashes of texts.
public enum ContentHash {
    /// The hash of a text as 64 lower-case hexadecimal digits.
    public static func sha256(of text: String) throws(HashError) -> String { Hex.encode(try SHA256.hash(text.utf8)) }
}
