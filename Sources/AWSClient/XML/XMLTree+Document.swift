public import Essentials

extension XMLTree {
    /// The maximum depth of nested elements.
    ///
    /// No answer of AWS is nested as deeply.
    private static let deepest = 64

    /// Reads a document in UTF-8, and returns its outermost element.
    ///
    /// The parser is strict, and takes less than XML allows. Processing instructions are refused, and so are document
    /// types, which could define entities.
    ///
    /// - Throws: ``XMLError``, which says at which byte the problem is.
    public init(document: Data) throws(XMLError) {
        // Decoding would replace an invalid byte, and so change a value.
        guard String(validating: document, as: UTF8.self) != nil else { throw XMLError("the XML is not UTF-8") }
        var scanner = XMLScanner(Array(document))
        if scanner.skip("<?xml ") { _ = try scanner.characters(through: "?>") }
        try scanner.skipSpaceAndComments()

        // The elements that are open, the innermost last.
        var open: [XMLTree] = []
        var root: XMLTree?
        repeat {
            let closed: XMLTree?
            switch try scanner.part() {
            case .start(let name):
                guard open.count < Self.deepest else { throw scanner.error("elements are nested too deep") }
                open.append(XMLTree(name: name))
                continue
            case .text(let text):
                guard !open.isEmpty else { throw scanner.error("there is text outside of the elements") }
                open[open.count - 1].text += text
                continue
            case .end(let name):
                guard open.last?.name == name else { throw scanner.error("this tag ends no element that is open") }
                closed = open.popLast()
            case .empty(let name):
                closed = XMLTree(name: name)
            }
            guard var element = closed else { continue }
            element.dropLayout()
            if open.isEmpty {
                root = element
            } else {
                open[open.count - 1].children.append(element)
            }
        } while root == nil

        try scanner.skipSpaceAndComments()
        guard let root, scanner.isAtEnd else { throw scanner.error("something follows the document") }
        self = root
    }
}

extension XMLTree {
    /// Drops the white space between elements.
    fileprivate mutating func dropLayout() {
        if !children.isEmpty, text.allSatisfy(\.isWhitespace) { text = "" }
    }
}

/// A piece of a document: a tag or a text.
private enum Part {
    case start(name: String)
    case end(name: String)
    case empty(name: String)
    case text(String)
}

extension XMLScanner {
    fileprivate mutating func part() throws(XMLError) -> Part {
        guard !isAtEnd else { throw error("the document is not complete") }
        if skip("<![CDATA[") { return .text(try characters(through: "]]>")) }
        if try skipComment() { return .text("") }
        if skip("</") {
            let name = try name()
            skipSpace()
            try expect(">")
            return .end(name: name)
        }
        guard skip("<") else { return .text(try text()) }
        let name = try name()
        while true {
            let hadSpace = skipSpace()
            if skip(">") { return .start(name: name) }
            if skip("/>") { return .empty(name: name) }
            guard hadSpace else { throw error("`>` is missing") }
            try skipAttribute()
        }
    }

    private mutating func skipAttribute() throws(XMLError) {
        _ = try name()
        skipSpace()
        try expect("=")
        skipSpace()
        guard let quote = ["\"", "'"].first(where: { skip($0) }) else { throw error("a quotation mark is missing") }
        guard !(try characters(through: quote)).contains("<") else { throw error("an attribute has a `<`") }
    }

    fileprivate mutating func skipSpaceAndComments() throws(XMLError) {
        repeat { skipSpace() } while try skipComment()
    }
}
