import Formats

/// The place of a value in a JSON document.
///
/// An example is `policies[0].rules[2].selection`. The path of the document itself is empty.
struct DocumentPath: Sendable, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// The path of a member.
    func appending(_ key: String) -> DocumentPath {
        let isPlain = !key.isEmpty && key.utf8.count <= 100 && key.utf8.allSatisfy(Self.plainBytes.contains)
        guard isPlain else { return DocumentPath("\(description)[\"\(key.excerpt())\"]") }
        return DocumentPath(description.isEmpty ? key : "\(description).\(key)")
    }

    /// The path of an element, counted from 0.
    func appending(_ index: Int) -> DocumentPath {
        DocumentPath("\(description)[\(index)]")
    }

    private static let plainBytes = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-$".utf8)
}
