import Formats

/// The bytes of a text without escapes, and their ranges in it.
///
/// Percent-encoding is undone however often it was applied, and so are JSON and XML escapes. White space is left out,
/// since long texts are broken into lines. Bytes are folded: see ``folded(_:)``.
struct PlainBytes {
    private(set) var bytes: [UInt8] = []
    /// The place of each byte in the text.
    private var ranges: [Range<Int>] = []
    private let text: [UInt8]

    init(of text: String) {
        self.text = Array(text.utf8)
        var position = 0
        while position < self.text.count {
            let (byte, end) = Self.next(in: self.text, at: position)
            if !Self.whiteSpace.contains(byte) {
                bytes.append(Self.folded(byte))
                ranges.append(position..<end)
            }
            position = end
        }
    }

    private static let whiteSpace: Set<UInt8> = [0x09, 0x0a, 0x0d, 0x20]

    /// A byte without differences of case or of base64 alphabet.
    static func folded(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x41...0x5a: byte | 0x20
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        default: byte
        }
    }

    /// The byte at a position, and the position after it.
    private static func next(in text: [UInt8], at position: Int) -> (byte: UInt8, end: Int) {
        var (byte, end) = (text[position], position + 1)
        switch byte {
        case UInt8(ascii: "%"):
            // `%252F` stands for `%2F`, and so for `/`.
            while byte == UInt8(ascii: "%"), let decoded = hexadecimal(in: text, at: end) {
                (byte, end) = (decoded, end + 2)
            }
        case UInt8(ascii: "\\") where end < text.count:
            if text[end...].starts(with: "u00".utf8), let decoded = hexadecimal(in: text, at: end + 3) {
                (byte, end) = (decoded, end + 5)
            } else if #"/\""#.utf8.contains(text[end]) {
                (byte, end) = (text[end], end + 1)
            }
        case UInt8(ascii: "&"):
            if let semicolon = text[end...].prefix(7).firstIndex(of: UInt8(ascii: ";")),
                let decoded = entity(text[end..<semicolon])
            {
                (byte, end) = (decoded, semicolon + 1)
            }
        default: break
        }
        return (byte, end)
    }

    private static func entity(_ name: ArraySlice<UInt8>) -> UInt8? {
        let name = String(decoding: name, as: UTF8.self).lowercased()
        if name == "amp" { return UInt8(ascii: "&") }
        if name.hasPrefix("#x") { return UInt8(name.dropFirst(2), radix: 16) }
        return name.hasPrefix("#") ? UInt8(name.dropFirst()) : nil
    }

    /// The byte that two hexadecimal digits stand for, if they are such.
    private static func hexadecimal(in text: [UInt8], at start: Int) -> UInt8? {
        guard start + 2 <= text.count, let high = Hex.value(of: text[start]), let low = Hex.value(of: text[start + 1])
        else { return nil }
        return high << 4 | low
    }

    /// The text with each run of marked bytes replaced.
    func text(replacing isMarked: [Bool], with replacement: String) -> String {
        var result: [UInt8] = []
        var end = 0
        var isInRun = false
        for (position, range) in ranges.enumerated() {
            guard isMarked[position] else {
                isInRun = false
                continue
            }
            if !isInRun { result += text[end..<range.lowerBound] + Array(replacement.utf8) }
            isInRun = true
            end = range.upperBound
        }
        return String(decoding: result + text[end...], as: UTF8.self)
    }
}
