extension Protection {
    /// The members of an object of vetoes.
    enum Key: String, DocumentKey {
        case tagPatternList, newest, pushedWithinDays, pulledWithinDays, inUse, imageUris, repositoryTag

        static let place = "protect"
        /// Those that can't be kept yet: passed over, they would let go what they are to keep.
        static let unsupported: [Key] = [.inUse, .imageUris, .repositoryTag]
        static var listed: [Key] { allCases.filter { !unsupported.contains($0) } }
    }

    /// Reads vetoes from a document; `nil` is none.
    init(_ object: DocumentObject<Key>?, _ findings: inout PolicyFindings) {
        self = .none
        guard let object else { return }
        tagPatterns = object.keepingTagPatterns(.tagPatternList, &findings)
        newest = object.integer(.newest, from: 1, &findings)
        pushedWithinDays = object.integer(.pushedWithinDays, from: 1, &findings)
        pulledWithinDays = object.integer(.pulledWithinDays, from: 1, &findings)
        for key in Key.listed where object.has(key) { findings.noteAddition(object.path(of: key)) }
        for key in Key.unsupported where object.has(key) {
            findings.fault(
                object.path(of: key),
                "is not supported yet: what it is to keep could be deleted, so the policy is refused. Leave it out")
        }
    }
}
