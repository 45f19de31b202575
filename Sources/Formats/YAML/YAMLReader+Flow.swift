extension YAMLReader {
    /// Reads a text in quotes or without, or a collection in brackets.
    ///
    /// - Parameters:
    ///   - parent: the member or item whose value begins here.
    ///   - isKey: whether it may be a key, so that a text without quotes ends with the line.
    mutating func inline(of parent: Parent, isKey: Bool) throws(YAMLSyntaxError) -> YAMLNode {
        if !isKey, isAtBlockText { return YAMLNode(.text(try blockText(below: parent.column))) }
        return try node(isKey ? .line : .block(below: parent.column))
    }

    /// Reads a node whose properties have been read.
    private mutating func node(_ place: PlainText) throws(YAMLSyntaxError) -> YAMLNode {
        switch byte() {
        case UInt8(ascii: "["): return try bracketedList()
        case UInt8(ascii: "{"): return try bracketedMapping()
        case UInt8(ascii: "\""): return YAMLNode(.text(try doubleQuotedText()))
        case UInt8(ascii: "'"): return YAMLNode(.text(try singleQuotedText()))
        case UInt8(ascii: "*"): throw fault("an alias stands here, which is not supported")
        default: return YAMLNode(.text(try plainText(place)), isPlain: true)
        }
    }

    private mutating func bracketedNode() throws(YAMLSyntaxError) -> YAMLNode {
        try skipToToken(takesTabs: true)
        let tag = try properties()
        try skipToToken(takesTabs: true)
        // A value may be missing.
        if isAtEndInBrackets, byte() != UInt8(ascii: "["), byte() != UInt8(ascii: "{") { return .empty.tagged(tag) }
        let node = try node(.brackets).tagged(tag)
        try skipToToken(takesTabs: true)
        return node
    }

    private mutating func bracketedList() throws(YAMLSyntaxError) -> YAMLNode {
        var items: [YAMLNode] = []
        try entries(to: "]") { reader, hasMark throws(YAMLSyntaxError) in
            let item = try reader.bracketedNode()
            let value = try reader.bracketedValue()
            // A pair in a list is a mapping of its own.
            let isPair = hasMark || value != nil
            items.append(isPair ? YAMLNode(.mapping([YAMLNode.Member(key: item, value: value ?? .empty)])) : item)
        }
        return YAMLNode(.list(items))
    }

    private mutating func bracketedMapping() throws(YAMLSyntaxError) -> YAMLNode {
        var members: [YAMLNode.Member] = []
        try entries(to: "}") { reader, _ throws(YAMLSyntaxError) in
            let key = try reader.bracketedNode()
            members.append(YAMLNode.Member(key: key, value: try reader.bracketedValue() ?? .empty))
        }
        return YAMLNode(.mapping(members))
    }

    /// Reads a colon and the value behind it; `nil` if there is no colon.
    private mutating func bracketedValue() throws(YAMLSyntaxError) -> YAMLNode? {
        guard byte() == UInt8(ascii: ":") else { return nil }
        position += 1
        return try bracketedNode()
    }

    /// Reads the entries between brackets, with the commas between them and perhaps one after the last.
    ///
    /// - Parameter read: reads an entry, and takes whether a question mark stands before it.
    private mutating func entries(
        to end: Unicode.Scalar, _ read: (inout YAMLReader, Bool) throws(YAMLSyntaxError) -> Void
    ) throws(YAMLSyntaxError) {
        try enter()
        defer { leave() }
        repeat {
            position += 1
            try skipToToken(takesTabs: true)
            if byte() == UInt8(ascii: end) { break }
            let hasMark = byte() == UInt8(ascii: "?") && isAtMarkInBrackets
            if hasMark { position += 1 }
            try read(&self, hasMark)
        } while byte() == UInt8(ascii: ",")
        guard byte() == UInt8(ascii: end) else { throw fault("a comma or \(Character(end)) should stand here") }
        position += 1
    }

    /// Whether a mark stands here that ends a text between brackets.
    var isAtEndInBrackets: Bool {
        guard let byte = byte() else { return true }
        return byte == UInt8(ascii: ":") ? isAtMarkInBrackets : Self.isBracketMark(byte)
    }

    /// Whether a mark stands here that only counts before a space or another mark.
    private var isAtMarkInBrackets: Bool {
        byte(ahead: 1).map { Self.isWhiteSpace($0) || Self.isBracketMark($0) } ?? true
    }

    /// Whether a byte has a meaning of its own between brackets.
    static func isBracketMark(_ byte: UInt8) -> Bool { ",[]{}".utf8.contains(byte) }
}
