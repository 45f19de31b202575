import Essentials
import ImageModel

/// The images that a list names, each with its first line.
struct ImageListText {
    /// The uses of images by their names in ECR.
    private(set) var uses: [ImageUse] = []
    /// The digests that are named, whatever their registry is, each with its user.
    ///
    /// The content may be in ECR under another name, such as a mirror's.
    private(set) var digests: [ImageDigest: String] = [:]

    /// Reads a list.
    ///
    /// - Parameter name: the list's place, for the users' names.
    /// - Throws: ``ImageListError`` if the list is empty, or is not a list of images.
    init(_ content: Data, name: String) throws(ImageListError) {
        guard let text = String(validating: content, as: UTF8.self) else { throw ImageListError("is not UTF-8") }
        var known: Set<ImageReference> = []
        // Bytes, not characters: with a combining mark after it, a line feed would be part of another character.
        let lines = text.utf8.drop { Self.byteOrderMark.contains($0) }
            .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let user = "the list \(name), line \(index + 1)"
            // A carriage return ends a line, too: what follows it is no part of a comment before it.
            for part in line.split(separator: UInt8(ascii: "\r")) {
                switch try Self.line(Substring(part), number: index + 1) {
                case .blank: break
                case .image(let reference):
                    if let digest = reference.digest { digests[digest] = digests[digest] ?? user }
                    guard known.insert(reference).inserted else { continue }
                    var use = ImageUse(reference: reference, isRunning: false, user: user)
                    use.isExpected = true
                    uses.append(use)
                case .other(let digest):
                    if let digest { digests[digest] = digests[digest] ?? user }
                }
            }
        }
        guard !uses.isEmpty || !digests.isEmpty else {
            throw ImageListError("is empty: it names no image of ECR's, and no digest")
        }
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static func line(_ text: Substring, number: Int) throws(ImageListError) -> ImageListLine {
        do {
            return try ImageListLine(text)
        } catch {
            throw ImageListError("line \(number) \(error)")
        }
    }
}

/// An error about a list of images.
///
/// The error never quotes the list: a wrong file may hold secrets.
struct ImageListError: Error, Hashable, CustomStringConvertible {
    /// The problem, and the remedy.
    let description: String

    init(_ description: String) { self.description = description }
}
