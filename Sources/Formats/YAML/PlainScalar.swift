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

    /// The words that stand for truth values, for nothing, or for numbers that are none.
    private static let words: Set<String> = [
        "", "~", "null", "y", "n", "yes", "no", "on", "off", "true", "false", ".inf", "+.inf", "-.inf", ".nan",
    ]

    /// Whether it may be a number in some notation: with a base, an exponent, underscores or minutes, too.
    private var looksLikeNumber: Bool {
        let bytes = Array(text.utf8).drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        guard let first = bytes.first, first.isASCIIDigit || first == UInt8(ascii: ".") else { return false }
        // A date has dashes, and other words have other letters.
        return bytes.allSatisfy { $0.isASCIIDigit || "._:+-eExXoObBaAcCdDfF".utf8.contains($0) }
            && bytes.contains(where: \.isASCIIDigit) && !isDate
    }

    /// Whether it is a date alone, which CloudFormation leaves as it is.
    private var isDate: Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return parts.map(\.count) == [4, 2, 2] && parts.joined().allSatisfy(\.isASCIIDigit)
    }

    /// Whether it is a number as every program writes it.
    private var isCanonicalNumber: Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst().utf8 : text[...].utf8
        // More digits than these are not exact in a floating-point number.
        guard digits.count <= 15 else { return false }
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.joined().allSatisfy(\.isASCIIDigit) else { return false }
        guard let whole = parts.first, !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else {
            return false
        }
        return parts.count == 1 || parts[1].last.map { $0 != UInt8(ascii: "0") } ?? false
    }
}
