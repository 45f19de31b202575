/// The SHA-256 digest that identifies an image manifest.
///
/// A digest is stored as 32 bytes, since an inventory holds a hundred thousand of them. Digests sort like their texts.
/// manifests by SHA-256 alone.
///
/// - SeeAlso: [OCI image specification: digests](https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests)
public struct ImageDigest: Sendable, Hashable {
    // Four big-endian words: comparing them in order compares the texts.
    private let word0, word1, word2, word3: UInt64

    /// Parses `sha256:` and 64 lowercase hexadecimal digits; `nil` for any other text.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        let words = text.withUTF8 { Self.words(in: $0) }
        guard let words else { return nil }
        (word0, word1, word2, word3) = words
    }

    /// Parses a text's bytes, as ``init(_:)`` does.
    public init?(utf8 text: UnsafeBufferPointer<UInt8>) {
        guard let words = Self.words(in: text) else { return nil }
        (word0, word1, word2, word3) = words
    }

    private static let prefix: StaticString = "sha256:"
    private static let textLength = 7 + 64

    private static func words(in text: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64, UInt64, UInt64)? {
        guard text.count == textLength else { return nil }
        for position in 0..<7 where text[position] != prefix.utf8Start[position] { return nil }
        func word(_ index: Int) -> UInt64? {
            var value: UInt64 = 0
            var areDigits = true
            let start = 7 + index * 16
            // Without a branch for each digit: the kind of the next digit is unpredictable.
            for position in start..<start + 16 {
                let decimal = text[position] &- UInt8(ascii: "0")
                let letter = text[position] &- UInt8(ascii: "a")
                value = value << 4 | UInt64(decimal < 10 ? decimal : letter &+ 10)
                areDigits = areDigits && (decimal < 10 || letter < 6)
            }
            return areDigits ? value : nil
        }
        guard let word0 = word(0), let word1 = word(1), let word2 = word(2), let word3 = word(3) else { return nil }
        return (word0, word1, word2, word3)
    }
}

extension ImageDigest {
    /// The first 16 bytes of the digest, as two big-endian words.
    package var firstHalf: (high: UInt64, low: UInt64) { (word0, word1) }
}

extension ImageDigest: Comparable {
    /// Whether the first digest sorts before the second.
    public static func < (one: ImageDigest, other: ImageDigest) -> Bool {
        (one.word0, one.word1, one.word2, one.word3) < (other.word0, other.word1, other.word2, other.word3)
    }
}

extension ImageDigest: CustomStringConvertible {
    /// The text: `sha256:` and 64 lowercase hexadecimal digits.
    public var description: String {
        String(unsafeUninitializedCapacity: Self.textLength) { buffer in
            for position in 0..<7 { buffer[position] = Self.prefix.utf8Start[position] }
            var position = 7
            func write(_ word: UInt64) {
                for shift in stride(from: 60 as UInt64, through: 0, by: -4) {
                    let digit = UInt8(truncatingIfNeeded: word >> shift) & 0xf
                    buffer[position] = digit < 10 ? UInt8(ascii: "0") &+ digit : UInt8(ascii: "a") &+ digit &- 10
                    position += 1
                }
            }
            write(word0)
            write(word1)
            write(word2)
            write(word3)
            return position
        }
    }
}

extension ImageDigest: Codable {
    /// Reads the digest's text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let digest = ImageDigest(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not a SHA-256 digest")
        }
        self = digest
    }

    /// Writes the digest's text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
