extension YAMLReader {
    /// The place of a text without quotes, which decides where it ends.
    enum PlainText {
        /// In one line, as a key.
        case line
        /// In lines that are indented further than a column.
        case block(below: Int)
        /// Between brackets.
        case brackets
    }

    /// Reads a text without quotes.
    mutating func plainText(_ place: PlainText) throws(YAMLSyntaxError) -> String {
        guard canBeginPlainText(place) else { throw fault("a value can't begin with this character") }
        var text: [UInt8] = []
        var breaks = 0
        while true {
            text += breaks == 0 ? [] : breaks == 1 ? [UInt8(ascii: " ")] : Array(repeating: .newline, count: breaks - 1)
            text += plainLine(place)
            guard byte() == .newline, let next = nextPlainLine(place) else { break }
            (position, breaks) = next
        }
        return String(decoding: text, as: UTF8.self)
    }

    private func canBeginPlainText(_ place: PlainText) -> Bool {
        guard let byte = byte() else { return false }
        guard "-?:".utf8.contains(byte) else { return !",[]{}#&*!|>'\"%@`".utf8.contains(byte) }
        guard let next = self.byte(ahead: 1), !Self.isWhiteSpace(next) else { return false }
        if case .brackets = place { return byte == UInt8(ascii: "-") || !Self.isBracketMark(next) }
        return true
    }

    /// Reads the rest of a line as far as it belongs to a text, without spaces at its end.
    private mutating func plainLine(_ place: PlainText) -> ArraySlice<UInt8> {
        let isInBrackets = if case .brackets = place { true } else { false }
        let start = position
        var end = position
        while let byte = byte(), byte != .newline {
            if isInBrackets ? isAtEndInBrackets : isAtIndicator(":") { break }
            if byte == UInt8(ascii: "#"), position > end { break }
            position += 1
            if !Self.isWhiteSpace(byte) { end = position }
        }
        // What follows a comment, or the mark of another node, is not the text's next line.
        if byte() != .newline { position = end }
        return bytes[start..<end]
    }

    /// The position of a text's next line, and the number of line ends before it; `nil` if the text ends here.
    private func nextPlainLine(_ place: PlainText) -> (position: Int, breaks: Int)? {
        var next = self
        var breaks = 0
        while let byte = next.byte(), Self.isWhiteSpace(byte) {
            breaks += byte == .newline ? 1 : 0
            next.position += 1
        }
        guard next.byte() != nil, next.byte() != UInt8(ascii: "#"), !next.isAtMarker else { return nil }
        switch place {
        case .line: return nil
        case .block(let column): return next.column > column ? (next.position, breaks) : nil
        case .brackets: return next.isAtEndInBrackets ? nil : (next.position, breaks)
        }
    }

    /// Reads a text in single quotes, in which two stand for one.
    mutating func singleQuotedText() throws(YAMLSyntaxError) -> String {
        var text: [UInt8] = []
        let start = self
        position += 1
        while let byte = byte() {
            if byte == .newline {
                foldLines(into: &text, keeping: 0)
                continue
            }
            position += 1
            guard byte == UInt8(ascii: "'") else {
                text.append(byte)
                continue
            }
            guard self.byte() == UInt8(ascii: "'") else { return String(decoding: text, as: UTF8.self) }
            position += 1
            text.append(byte)
        }
        throw start.fault("the text in quotes has no end")
    }

    /// Reads a text in double quotes, with escapes.
    mutating func doubleQuotedText() throws(YAMLSyntaxError) -> String {
        var text: [UInt8] = []
        // White space that an escape stands for is kept at the end of a line.
        var kept = 0
        let start = self
        position += 1
        while let byte = byte() {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: text, as: UTF8.self)
            case .newline: foldLines(into: &text, keeping: kept)
            case UInt8(ascii: "\\"):
                position += 1
                try takeEscape(into: &text)
                kept = text.count
            default:
                position += 1
                text.append(byte)
            }
        }
        throw start.fault("the text in quotes has no end")
    }

    /// Reads the end of a line in quotes, the empty lines after it and the indentation.
    ///
    /// One end of a line stands for a space, each further one for itself.
    ///
    /// - Parameter count: the number of the text's bytes that are kept even if they are white space.
    private mutating func foldLines(into text: inout [UInt8], keeping count: Int) {
        while text.count > count, let last = text.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") {
            text.removeLast()
        }
        position += 1
        let breaks = emptyLines()
        text += breaks == 0 ? [UInt8(ascii: " ")] : Array(repeating: .newline, count: breaks)
    }

    /// Skips empty lines and the indentation after them, and returns the number of lines.
    private mutating func emptyLines() -> Int {
        var count = 0
        skipSpaces()
        while byte() == .newline {
            count += 1
            position += 1
            skipSpaces()
        }
        return count
    }

    private mutating func takeEscape(into text: inout [UInt8]) throws(YAMLSyntaxError) {
        guard let byte = byte() else { return }
        position += 1
        switch byte {
        case .newline: text += Array(repeating: .newline, count: emptyLines())
        case UInt8(ascii: "x"): text += Array("\(try escapedScalar(digits: 2))".utf8)
        case UInt8(ascii: "u"): text += Array("\(try escapedScalar(digits: 4))".utf8)
        case UInt8(ascii: "U"): text += Array("\(try escapedScalar(digits: 8))".utf8)
        default:
            guard let replacement = Self.escapes[byte] else {
                position -= 1
                throw fault("there is no such escape")
            }
            text += Array(replacement.utf8)
        }
    }

    /// The characters that a backslash and one other stand for.
    private static let escapes: [UInt8: String] = [
        UInt8(ascii: "0"): "\0", UInt8(ascii: "a"): "\u{7}", UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "t"): "\t",
        UInt8(ascii: "\t"): "\t", UInt8(ascii: "n"): "\n", UInt8(ascii: "v"): "\u{B}", UInt8(ascii: "f"): "\u{C}",
        UInt8(ascii: "r"): "\r", UInt8(ascii: "e"): "\u{1B}", UInt8(ascii: " "): " ", UInt8(ascii: "\""): "\"",
        UInt8(ascii: "/"): "/", UInt8(ascii: "\\"): "\\", UInt8(ascii: "N"): "\u{85}", UInt8(ascii: "_"): "\u{A0}",
        UInt8(ascii: "L"): "\u{2028}", UInt8(ascii: "P"): "\u{2029}",
    ]

    /// Reads the digits of an escape, and those of its other half as JSON writes them.
    private mutating func escapedScalar(digits count: Int) throws(YAMLSyntaxError) -> Unicode.Scalar {
        let first = try hexadecimal(digits: count)
        if let scalar = Unicode.Scalar(first) { return scalar }
        let message = "the escape is half of a character"
        guard count == 4, byte() == UInt8(ascii: "\\"), byte(ahead: 1) == UInt8(ascii: "u") else {
            throw fault(message)
        }
        position += 2
        guard let scalar = Unicode.Scalar(surrogates: first, try hexadecimal(digits: count)) else {
            throw fault(message)
        }
        return scalar
    }

    private mutating func hexadecimal(digits count: Int) throws(YAMLSyntaxError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = byte().flatMap(Hex.value) else {
                throw fault("\(count) hexadecimal digits should stand here")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
