/// A node of a YAML document, for documents that other programs accepted before.
///
/// It covers YAML 1.1 and 1.2, and so JSON, without aliases: CloudFormation refuses these. What a plain text would be
/// resolved to, such as a number, is left to the caller.
///
/// - SeeAlso: [YAML 1.2.2](https://yaml.org/spec/1.2.2/)
public struct YAMLNode: Sendable, Hashable {
    /// A key of a mapping with its value.
    public struct Member: Sendable, Hashable {
        /// The key, mostly a text.
        public let key: YAMLNode
        /// The value; the empty text if there is none.
        public let value: YAMLNode
    }

    /// A node without its tag.
    public enum Content: Sendable, Hashable {
        /// A text in any style, without its quotes and escapes; the empty text also for a value that is missing.
        case text(String)
        /// The items of a sequence.
        case list([YAMLNode])
        /// The members of a mapping in their order. A key may stand twice.
        case mapping([Member])
    }

    /// The tag as it is written, such as `!Sub`; `nil` if there is none.
    public let tag: String?
    /// The node's text, items or members.
    public let content: Content
    /// Whether the node is a text without quotes, which YAML may take for a number or a truth value.
    public let isPlain: Bool

    /// Creates a node.
    ///
    /// - Parameters:
    ///   - content: the node's text, items or members.
    ///   - tag: the tag as it is written, with its exclamation mark.
    ///   - isPlain: whether it is a text without quotes.
    public init(_ content: Content, tag: String? = nil, isPlain: Bool = false) {
        self.content = content
        self.tag = tag
        self.isPlain = isPlain
    }

    /// Parses the only document of a text in UTF-8.
    ///
    /// - Throws: ``YAMLSyntaxError`` if the text is not YAML, has an alias or a second document, or if its nodes are
    ///   nested more than 512 deep.
    public init(parsing text: some Sequence<UInt8>) throws(YAMLSyntaxError) {
        var reader = YAMLReader(Array(text))
        self = try reader.document()
    }

    /// The text, if the node is one and has no tag.
    public var untaggedText: String? {
        guard tag == nil, case .text(let text) = content else { return nil }
        return text
    }

    /// The text, unless readers of YAML may disagree on it: `1.10` may become `1.1`, and `yes` may become `true`.
    ///
    /// `nil` also if the node is no text.
    public var certainText: String? {
        guard case .text(let text) = content else { return nil }
        return isPlain && !Self.isCertain(plainText: text) ? nil : text
    }

    /// Whether a text without quotes means the same text to each reader of YAML; `1.10` may mean `1.1`.
    public static func isCertain(plainText text: String) -> Bool { PlainScalar(text).isCertain }

    static let empty = YAMLNode(.text(""), isPlain: true)

    /// The same content with a tag, unless there is none to add.
    func tagged(_ tag: String?) -> YAMLNode { tag.map { YAMLNode(content, tag: $0, isPlain: isPlain) } ?? self }
}

/// An error in a YAML text, with its line.
public struct YAMLSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The problem.
    public let message: String
    /// The line, counted from 1.
    public let line: Int

    /// The line and the problem in one text.
    public var description: String { "line \(line): \(message)" }
}
