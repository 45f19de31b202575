/// An element of an XML document: name, text and child elements.
///
/// Answers of the AWS query protocol and of S3 hold all of their data in elements. So attributes are read and ignored.
public struct XMLTree: Sendable, Hashable {
    /// The name, including any prefix.
    public let name: String
    /// The element's own text, with entities decoded.
    public internal(set) var text = ""
    /// The child elements, in their order.
    public internal(set) var children: [XMLTree] = []

    init(name: String) { self.name = name }

    /// All child elements of this name.
    public func children(named name: String) -> [XMLTree] { children.filter { $0.name == name } }

    /// The only child element of this name.
    ///
    /// - Throws: ``XMLError`` when there is none, or more than one, which is ambiguous.
    public func child(_ name: String) throws(XMLError) -> XMLTree {
        let found = children(named: name)
        guard let first = found.first else { throw XMLError("there is no element `\(name)`") }
        guard found.count == 1 else { throw XMLError("there is more than one element `\(name)`") }
        return first
    }

    /// The text of the child element of this name.
    ///
    /// The element must have a text, and no elements in it.
    ///
    /// - Throws: ``XMLError`` when there is no such element or text.
    public func text(of name: String) throws(XMLError) -> String {
        let child = try child(name)
        guard child.children.isEmpty, !child.text.isEmpty else { throw XMLError("the element `\(name)` has no text") }
        return child.text
    }

    /// The text of the child element of this name; `nil` without the element, or without a text in it.
    ///
    /// - Throws: ``XMLError`` when there is more than one such element, or when it has elements in it.
    public func textIfPresent(of name: String) throws(XMLError) -> String? {
        guard children.contains(where: { $0.name == name }) else { return nil }
        let child = try child(name)
        guard child.children.isEmpty else { throw XMLError("the element `\(name)` has more than a text") }
        return child.text.isEmpty ? nil : child.text
    }

    /// The members of the list in the child element of this name.
    ///
    /// - Throws: ``XMLError`` when there is no such element, or when it has anything but members.
    public func members(of name: String) throws(XMLError) -> [XMLTree] {
        let list = try child(name)
        guard list.text.isEmpty || list.children.isEmpty && list.text.allSatisfy(\.isWhitespace),
            list.children.allSatisfy({ $0.name == "member" })
        else { throw XMLError("the element `\(name)` is not a list") }
        return list.children
    }
}

/// An error in an XML document.
///
/// The error never quotes the document, which may hold credentials.
public struct XMLError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The text of the error.
    public let description: String

    /// Creates an error about a document.
    ///
    /// - Parameter description: the problem, without any of the document's text.
    package init(_ description: String) { self.description = description }
}
