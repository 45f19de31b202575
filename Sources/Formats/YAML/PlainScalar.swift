import Essentials

/// A text without quotes, as far as it may stand for something else.
///
/// YAML 1.1 and 1.2 resolve such texts by different rules. A number is then written again, and loses its zeros at the
/// end.
///
/// - SeeAlso: [YAML 1.1, language-independent types](https://yaml.org/type/)
struct PlainScalar {
    private let text: String

    init(_ text: String) { self.text = text }

    /// Whether every reader of YAML takes it for the same text, number or truth value, and writes it as it stands.
    var isCertain: Bool {
        if text == "true" || text == "false" { return true }
        guard !Self.words.contains(text.lowercased()) else { return false }
        return !looksLikeNumber || isCanonicalNumber
    }

    /// The words that stand for truth values, for nothing, for infinity or for no number.
    private static let words: Set<String> = [
        "", "~", "null", "y", "n", "yes", "no", "on", "off", "true", "false", ".inf", "+.inf", "-.inf", ".nan",
    ]

    /// Whether it may be a number in some notation: with a base, an exponent, underscores or minutes, too.
    private var looksLikeNumber: Bool {
        let bytes = Array(text.lowercased().utf8).drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        if ["0x", "0o", "0b"].contains(where: { bytes.starts(with: $0.utf8) }) { return true }
        let mantissa = bytes.prefix { $0.isASCIIDigit || "._:".utf8.contains($0) }
        guard mantissa.contains(where: \.isASCIIDigit), mantissa.count(where: { $0 == UInt8(ascii: ".") }) <= 1 else {
            return false
        }
        let exponent = bytes[mantissa.endIndex...]
        return exponent.isEmpty
            || exponent.first == UInt8(ascii: "e")
                && exponent.dropFirst().allSatisfy { $0.isASCIIDigit || "+-".utf8.contains($0) }
    }

    /// Whether it is a number that is written again as it stands.
    private var isCanonicalNumber: Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst().utf8 : text[...].utf8
        // Longer ones are not exact in a floating-point number, or get an exponent.
        guard digits.count <= 15 else { return false }
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.joined().allSatisfy(\.isASCIIDigit) else { return false }
        guard let whole = parts.first, !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else {
            return false
        }
        // Java writes 20240115.3 with an exponent.
        return parts.count == 1 || whole.count <= 6 && parts[1].last.map { $0 != UInt8(ascii: "0") } ?? false
    }
}
