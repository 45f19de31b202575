/// The digest that identifies an image manifest: `sha256:` and 64 hexadecimal digits.
///
/// Kept as its 32 bytes, since an inventory holds a hundred thousand of them. Digests order as their texts do.
/// ECR stores manifests by SHA-256 alone.
///
/// - SeeAlso: [OCI image specification: digests](https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests)
public struct ImageDigest: Sendable, Hashable {
    // Four big-endian words: comparing them in order compares the texts.
    private let word0, word1, word2, word3: UInt64

    /// Parses a digest, or returns `nil` when the text is not `sha256:` and 64 lowercase hexadecimal digits.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        let words = text.withUTF8 { Self.words(in: $0) }
        guard let words else { return nil }
        (word0, word1, word2, word3) = words
    }

    private static let prefix = Array("sha256:".utf8)

    private static func words(in text: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64, UInt64, UInt64)? {
        guard text.count == prefix.count + 64, text.starts(with: prefix) else { return nil }
        func word(_ index: Int) -> UInt64? {
            var value: UInt64 = 0
            let start = prefix.count + index * 16
            for byte in text[start..<start + 16] {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(byte - UInt8(ascii: "0"))
                case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(byte - UInt8(ascii: "a") + 10)
                default: return nil
                }
            }
            return value
        }
        guard let word0 = word(0), let word1 = word(1), let word2 = word(2), let word3 = word(3) else { return nil }
        return (word0, word1, word2, word3)
    }
}

extension ImageDigest: Comparable {
    /// Whether one stands before another.
    public static func < (one: ImageDigest, other: ImageDigest) -> Bool {
        (one.word0, one.word1, one.word2, one.word3) < (other.word0, other.word1, other.word2, other.word3)
    }
}

extension ImageDigest: CustomStringConvertible {
    /// The text: `sha256:` and 64 lowercase hexadecimal digits.
    public var description: String {
        String(unsafeUninitializedCapacity: Self.prefix.count + 64) { buffer in
            var position = 0
            for byte in Self.prefix {
                buffer[position] = byte
                position += 1
            }
            for word in [word0, word1, word2, word3] {
                for shift in stride(from: 60, through: 0, by: -4) {
                    let digit = UInt8(truncatingIfNeeded: word >> UInt64(shift)) & 0xf
                    buffer[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
                    position += 1
                }
            }
            return position
        }
    }
}

extension ImageDigest: Codable {
    /// Reads it from its text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let digest = ImageDigest(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not a SHA-256 digest")
        }
        self = digest
    }

    /// Writes its text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
