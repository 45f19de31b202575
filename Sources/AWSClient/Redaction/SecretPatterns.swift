import Essentials
import Formats

/// The forms of secrets in a text: plain, base64 or hexadecimal.
///
/// Each form is found whole or in part. Case, percent-encoding and other escapes make no difference: ``PlainBytes``
/// removes them.
struct SecretPatterns {
    /// The length of a part that reveals a secret, in bytes.
    private static let partLength = 16

    private typealias Part = SIMD16<UInt8>

    /// All parts of length `partLength`.
    private var parts: Set<Part> = []
    /// The secrets that are shorter than a part.
    private var short: [[UInt8]] = []

    init(of secrets: [String]) {
        for secret in secrets {
            let bytes = Array(secret.utf8)
            add(bytes)
            // A text that quotes the secret is unescaped before the search, so a secret that looks escaped is too.
            add(PlainBytes(of: secret).bytes)
            // The encoded forms of a short secret could be part of any word.
            guard bytes.count >= Self.partLength else { continue }
            add(Array(Hex.encode(bytes).utf8))
            for offset in 0..<3 { add(Self.base64(bytes, behind: offset)) }
        }
    }

    private mutating func add(_ form: [UInt8]) {
        let bytes = form.map(PlainBytes.folded)
        guard bytes.count >= Self.partLength else { return short.append(bytes) }
        for start in 0...bytes.count - Self.partLength {
            parts.insert(Part(bytes[start..<start + Self.partLength]))
        }
    }

    /// The base64 characters that depend on the secret alone.
    ///
    /// - Parameter offset: The number of bytes before the secret.
    private static func base64(_ secret: [UInt8], behind offset: Int) -> [UInt8] {
        let encoded = Data(repeatElement(0, count: offset) + secret).base64EncodedString().utf8
        // Each character holds six bits. Characters with bits of other bytes are left out.
        return Array(encoded.prefix((offset + secret.count) * 8 / 6).dropFirst((offset * 8 + 5) / 6))
    }

    /// A text with each secret, and each part of one, replaced.
    func struck(from text: String) -> String {
        guard !parts.isEmpty || !short.isEmpty else { return text }
        let plain = PlainBytes(of: text)
        var isSecret = [Bool](repeating: false, count: plain.bytes.count)
        for start in plain.bytes.indices {
            let rest = plain.bytes[start...]
            if rest.count >= Self.partLength, parts.contains(Part(rest.prefix(Self.partLength))) {
                for position in start..<start + Self.partLength { isSecret[position] = true }
            }
            for secret in short where rest.starts(with: secret) {
                for position in start..<start + secret.count { isSecret[position] = true }
            }
        }
        guard isSecret.contains(true) else { return text }
        return plain.text(replacing: isSecret, with: "[redacted]")
    }
}
