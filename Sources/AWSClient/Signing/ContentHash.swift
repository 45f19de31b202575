import Crypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The SHA-256 hash of a content.
public enum ContentHash {
    /// The hash of a text's bytes in 64 lower-case hexadecimal digits.
    public static func sha256(of text: String) -> String { Hex.encode(SHA256.hash(data: Data(text.utf8))) }
}
