extension YAMLReader {
    /// The first line of a text of several lines.
    private struct BlockHeader {
        /// Whether the end of a line stands for a space.
        var isFolded = false
        /// Whether the ends of lines at the end of the text are all kept; `nil` if the last one is.
        var keepsEnd: Bool?
        /// The indentation of the text, counted from that of its parent, if it is given.
        var indentation: Int?
    }

    /// Reads a text of several lines, literal or folded.
    ///
    /// - Parameter column: the column of the member or item above.
    mutating func blockText(below column: Int) throws(YAMLSyntaxError) -> String {
        let header = try blockHeader()
        let least = max(column + 1, 1)
        var text: [UInt8] = []
        let indentation = header.indentation.map { least + $0 - 1 } ?? max(least, nextIndentation)
        var breaks = emptyLines(indentation)
        var end: [UInt8] = []
        while byte() != nil, isIndented(by: indentation) {
            text += breaks
            let isLiteral = !header.isFolded || byte() == UInt8(ascii: " ") || byte() == UInt8(ascii: "\t")
            let start = position
            skipLine()
            text += bytes[start..<position]
            end = byte() == nil ? [] : [.newline]
            position += end.count
            breaks = emptyLines(indentation)
            guard byte() != nil, isIndented(by: indentation) else { break }
            if isLiteral || byte() == UInt8(ascii: " ") || byte() == UInt8(ascii: "\t") {
                text += end
            } else if breaks.isEmpty {
                text.append(UInt8(ascii: " "))
            }
            end = []
        }
        if header.keepsEnd != false { text += end }
        if header.keepsEnd == true { text += breaks }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func blockHeader() throws(YAMLSyntaxError) -> BlockHeader {
        var header = BlockHeader(isFolded: byte() == UInt8(ascii: ">"))
        position += 1
        while let byte = byte(), !Self.isWhiteSpace(byte) {
            switch byte {
            case UInt8(ascii: "+"): header.keepsEnd = true
            case UInt8(ascii: "-"): header.keepsEnd = false
            case UInt8(ascii: "1")...UInt8(ascii: "9"): header.indentation = Int(byte - UInt8(ascii: "0"))
            default: throw fault("this is no indicator of a text of several lines")
            }
            position += 1
        }
        skipSpaces()
        guard isAtLineEnd else { throw fault("there is more behind the indicator of a text") }
        skipLine()
        if byte() != nil { position += 1 }
        return header
    }

    /// The largest indentation up to the first line with a text.
    private var nextIndentation: Int {
        var largest = 0
        var spaces = 0
        for byte in bytes[position...] {
            spaces = byte == UInt8(ascii: " ") ? spaces + 1 : 0
            largest = max(largest, spaces)
            guard byte == UInt8(ascii: " ") || byte == .newline else { break }
        }
        return largest
    }

    /// Skips empty lines and the indentation after them, and returns the ends of the lines.
    private mutating func emptyLines(_ indentation: Int) -> [UInt8] {
        var breaks: [UInt8] = []
        while true {
            var spaces = 0
            while spaces < indentation, byte() == UInt8(ascii: " ") {
                position += 1
                spaces += 1
            }
            guard byte() == .newline else { return breaks }
            breaks.append(.newline)
            position += 1
        }
    }

    /// Whether the position is where a text of an indentation begins in its line.
    private func isIndented(by indentation: Int) -> Bool { column == indentation }
}
