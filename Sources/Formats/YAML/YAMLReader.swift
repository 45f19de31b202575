/// Reads a YAML text: its blocks, which the indentation ends.
///
/// A column is the number of bytes before a place in its line. A block belongs to the member or item above it if it
/// stands in a higher column.
struct YAMLReader {
    /// The text with `\n` at the ends of its lines.
    let bytes: [UInt8]
    var position = 0
    private var depth = 0
    /// The maximum depth of nesting, since the call stack is limited.
    private static let maximumDepth = 512
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    init(_ text: [UInt8]) {
        let text = text.starts(with: Self.byteOrderMark) ? text.dropFirst(Self.byteOrderMark.count) : text[...]
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        for (index, byte) in zip(text.indices, text) {
            guard byte == UInt8(ascii: "\r") else {
                bytes.append(byte)
                continue
            }
            // A line may end with `\r\n` or with `\r` alone.
            if index + 1 == text.endIndex || text[index + 1] != .newline { bytes.append(.newline) }
        }
        self.bytes = bytes
    }

    /// Reads the whole text.
    mutating func document() throws(YAMLSyntaxError) -> YAMLNode {
        // JSON may begin with a tab.
        try skipToToken(takesTabs: true)
        while byte() == UInt8(ascii: "%") {
            skipLine()
            try skipToToken()
        }
        if isAtMarker("---") { position += 3 }
        let node = try value(of: Parent(column: -1, takesCollections: true, takesItems: false))
        try skipToToken()
        if isAtMarker("...") { position += 3 }
        try skipToToken()
        guard byte() == nil else { throw fault("there is more behind the end of the document") }
        return node
    }

    /// The member or item whose value is read.
    struct Parent {
        /// The column of the key or of the item's dash.
        let column: Int
        /// Whether a mapping or a list with dashes may begin in the same line.
        let takesCollections: Bool
        /// Whether a list with dashes may stand in the same column, as below a key.
        let takesItems: Bool
    }

    /// Reads a value, in the same line or below.
    private mutating func value(of parent: Parent) throws(YAMLSyntaxError) -> YAMLNode {
        try enter()
        defer { leave() }
        skipSpaces()
        let start = position
        let tag = try properties()
        guard isAtLineEnd else {
            guard parent.takesCollections else { return try inline(of: parent, isKey: false).tagged(tag) }
            // In `!Tag key: value` the tag is the key's.
            position = start
            return try collection(of: parent)
        }
        try skipToToken()
        guard byte() != nil, !isAtMarker else { return .empty.tagged(tag) }
        if column > parent.column {
            return try collection(of: Parent(column: parent.column, takesCollections: true, takesItems: false))
                .tagged(tag)
        }
        guard column == parent.column, parent.takesItems, isAtIndicator("-") else { return .empty.tagged(tag) }
        return try list(in: column).tagged(tag)
    }

    /// Reads a list, a mapping or any other value that begins here.
    private mutating func collection(of parent: Parent) throws(YAMLSyntaxError) -> YAMLNode {
        let column = column
        if isAtIndicator("-") { return try list(in: column) }
        if isAtIndicator("?") { return try mapping(in: column, firstKey: nil) }
        let tag = try properties()
        if isAtLineEnd { return try value(of: parent).tagged(tag) }
        let start = position
        if !isAtBlockText {
            let node = try inline(of: parent, isKey: true).tagged(tag)
            if takeColon() { return try mapping(in: column, firstKey: node) }
            guard case .text = node.content else { return node }
            // A text without quotes may go on in the next line.
            position = start
        }
        return try inline(of: parent, isKey: false).tagged(tag)
    }

    private mutating func list(in column: Int) throws(YAMLSyntaxError) -> YAMLNode {
        var items: [YAMLNode] = []
        while isAtIndicator("-") {
            position += 1
            items.append(try value(of: Parent(column: column, takesCollections: true, takesItems: false)))
            guard try goesOn(in: column) else { break }
        }
        return YAMLNode(.list(items))
    }

    /// Reads a mapping.
    ///
    /// - Parameter firstKey: the first key, if it has been read with its colon.
    private mutating func mapping(in column: Int, firstKey: YAMLNode?) throws(YAMLSyntaxError) -> YAMLNode {
        var members: [YAMLNode.Member] = []
        if let firstKey {
            let parent = Parent(column: column, takesCollections: false, takesItems: true)
            members.append(YAMLNode.Member(key: firstKey, value: try value(of: parent)))
            guard try goesOn(in: column) else { return YAMLNode(.mapping(members)) }
        }
        while !isAtIndicator("-") {
            members.append(try isAtIndicator("?") ? longMember(in: column) : member(in: column))
            guard try goesOn(in: column) else { break }
        }
        return YAMLNode(.mapping(members))
    }

    /// Reads a key with its colon in the same line, and its value.
    private mutating func member(in column: Int) throws(YAMLSyntaxError) -> YAMLNode.Member {
        let tag = try properties()
        let key = try inline(of: Parent(column: column, takesCollections: false, takesItems: false), isKey: true)
        guard takeColon() else { throw fault("a key and a colon should stand here") }
        let value = try value(of: Parent(column: column, takesCollections: false, takesItems: true))
        return YAMLNode.Member(key: key.tagged(tag), value: value)
    }

    /// Reads a key after a question mark, and its value after a colon.
    private mutating func longMember(in column: Int) throws(YAMLSyntaxError) -> YAMLNode.Member {
        let parent = Parent(column: column, takesCollections: true, takesItems: true)
        position += 1
        let key = try value(of: parent)
        guard try goesOn(in: column), isAtIndicator(":") else { return YAMLNode.Member(key: key, value: .empty) }
        position += 1
        return YAMLNode.Member(key: key, value: try value(of: parent))
    }

    /// Moves to what follows a value, and returns whether it stands in a collection's column.
    private mutating func goesOn(in column: Int) throws(YAMLSyntaxError) -> Bool {
        skipSpaces()
        guard isAtLineEnd || isAtLineStart else { throw fault("there is more behind a value") }
        try skipToToken()
        guard byte() != nil, !isAtMarker else { return false }
        guard self.column <= column else { throw fault("the line is indented too far") }
        return self.column == column
    }

    mutating func enter() throws(YAMLSyntaxError) {
        depth += 1
        guard depth <= Self.maximumDepth else {
            throw fault("nodes are nested more than \(Self.maximumDepth) deep")
        }
    }

    mutating func leave() { depth -= 1 }
}
