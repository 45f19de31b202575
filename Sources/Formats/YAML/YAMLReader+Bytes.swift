extension YAMLReader {
    /// The byte at the position, or some bytes further; `nil` beyond the end.
    func byte(ahead offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    /// The number of bytes before the position in its line.
    var column: Int {
        let start = bytes[..<position].lastIndex(of: .newline).map { $0 + 1 } ?? 0
        return position - start
    }

    /// Whether nothing but spaces stands before the position in its line.
    var isAtLineStart: Bool {
        let last = bytes[..<position].last { $0 != UInt8(ascii: " ") }
        return last == nil || last == .newline
    }

    /// Whether nothing or a comment follows in the line.
    var isAtLineEnd: Bool {
        byte().map { $0 == .newline || $0 == UInt8(ascii: "#") } ?? true
    }

    /// Whether a line of three dashes or points, which begins or ends a document, stands here.
    var isAtMarker: Bool { isAtMarker("---") || isAtMarker("...") }

    func isAtMarker(_ marker: StaticString) -> Bool {
        guard position == 0 || bytes[position - 1] == .newline else { return false }
        return bytes[position...].starts(with: "\(marker)".utf8) && byte(ahead: 3).map(Self.isWhiteSpace) ?? true
    }

    /// Whether a mark stands here that only counts before a space or the end of a line.
    func isAtIndicator(_ mark: Unicode.Scalar) -> Bool {
        byte() == UInt8(ascii: mark) && byte(ahead: 1).map(Self.isWhiteSpace) ?? true
    }

    /// Whether a text of several lines begins here.
    var isAtBlockText: Bool { byte() == UInt8(ascii: "|") || byte() == UInt8(ascii: ">") }

    /// Reads the colon behind a key, with spaces before it, if one follows.
    mutating func takeColon() -> Bool {
        skipSpaces()
        guard isAtIndicator(":") else { return false }
        position += 1
        return true
    }

    /// Skips spaces and tabs.
    mutating func skipSpaces() {
        while byte() == UInt8(ascii: " ") || byte() == UInt8(ascii: "\t") { position += 1 }
    }

    mutating func skipLine() {
        position = bytes[position...].firstIndex(of: .newline) ?? bytes.count
    }

    /// Skips white space, empty lines and comments.
    ///
    /// - Parameter takesTabs: whether tabs may stand before a line's first word.
    mutating func skipToToken(takesTabs: Bool = false) throws(YAMLSyntaxError) {
        var hasTab = false
        while let byte = byte() {
            if byte == .newline {
                hasTab = false
            } else if byte == UInt8(ascii: "#") {
                skipLine()
                continue
            } else if byte == UInt8(ascii: "\t") {
                hasTab = true
            } else if byte != UInt8(ascii: " ") {
                break
            }
            position += 1
        }
        guard takesTabs || !hasTab || byte() == nil else { throw fault("a tab can't indent a line") }
    }

    /// Reads the tag and the anchor before a node, in any order, and returns the tag.
    mutating func properties() throws(YAMLSyntaxError) -> String? {
        var tag: String?
        while let mark = byte(), mark == UInt8(ascii: "!") || mark == UInt8(ascii: "&") {
            let start = position
            while let byte = byte(), !Self.isWhiteSpace(byte), !Self.isBracketMark(byte) { position += 1 }
            if mark == UInt8(ascii: "!") {
                guard tag == nil else { throw fault("a node has two tags") }
                tag = String(decoding: bytes[start..<position], as: UTF8.self)
            }
            skipSpaces()
        }
        return tag
    }

    /// An error in the line of the position.
    func fault(_ message: String) -> YAMLSyntaxError {
        YAMLSyntaxError(message: message, line: bytes[..<position].count { $0 == .newline } + 1)
    }

    static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == .newline
    }
}

extension UInt8 {
    /// The end of a line.
    static let newline = UInt8(ascii: "\n")
}
