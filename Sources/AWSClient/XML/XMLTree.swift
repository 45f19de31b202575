/// An element of an XML document: its name, its text and the elements in it.
///
/// What AWS answers in its query protocol has all of its data in elements. Attributes are read and left aside.
public struct XMLTree: Sendable, Hashable {
    /// The name, with its prefix where it has one.
    public let name: String
    /// The text in it, without that of its children, with entities decoded.
    public internal(set) var text = ""
    /// The elements in it, in their order.
    public internal(set) var children: [XMLTree] = []

    init(name: String) { self.name = name }

    /// The element of this name.
    ///
    /// - Throws: ``XMLError`` when there is none, or more than one: then it is not known which is meant.
    public func child(_ name: String) throws(XMLError) -> XMLTree {
        let found = children.filter { $0.name == name }
        guard let first = found.first else { throw XMLError("there is no element `\(name)`") }
        guard found.count == 1 else { throw XMLError("there is more than one element `\(name)`") }
        return first
    }

    /// The text of the element of this name, which has to have some and nothing else.
    ///
    /// - Throws: ``XMLError``.
    public func text(of name: String) throws(XMLError) -> String {
        let child = try child(name)
        guard child.children.isEmpty, !child.text.isEmpty else { throw XMLError("the element `\(name)` has no text") }
        return child.text
    }
}

/// What is wrong with an XML document.
///
/// It never quotes the document, which may hold credentials.
public struct XMLError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The text.
    public let description: String

    init(_ description: String) { self.description = description }
}
