import Formats

extension SelectionDocument {
    /// Reads the pattern of groups.
    static func groupBy(of object: DocumentObject<Key>, _ findings: inout PolicyFindings) -> GroupPattern? {
        guard let text = object.text(.groupBy, mayBeEmpty: false, &findings) else { return nil }
        let path = object.path(of: .groupBy)
        let shown: FindingMessage = "is \"\(text.excerpt())\""
        guard let pattern = GroupPattern(text) else {
            findings.fault(
                path, shown + "; {} must stand in it once, for the name of the group, as in \"{}-*\"")
            return nil
        }
        // A name has at least one character, and any that a tag has. Behind a digit, ".*" is part of a version and no
        // regular expression: "{}.*.*" has a group for each major version.
        let example = text.replacing(GroupPattern.placeholder, with: "1")
        if WildcardPattern(example).wildcardCount > WildcardPattern.maximumWildcardCount {
            findings.fault(
                path,
                shown + ", with \(WildcardPattern(example).wildcardCount) asterisks; "
                    + "it may have at most \(known: WildcardPattern.maximumWildcardCount)")
        } else if text.contains("*{}") || text.contains("{}*") {
            findings.fault(
                path, shown + "; the * beside {} stands for nothing, since {} takes as much as it can. Leave the * out")
        } else if let flaw = NameGrammar.tag.flaw(in: example, keeps: true), !flaw.isDoubtful {
            findings.fault(
                path,
                shown + ", which no tag can match, or which is a regular expression: tags have "
                    + "\(known: NameGrammar.tag.sentence), * stands for any run of them, and {} for the name of the group. "
                    + "If a dot before a run is meant, write .** in place of .*")
        }
        return pattern
    }

    /// Reports groups and orders that have nothing to count.
    func checkRanking(in object: DocumentObject<Key>, _ findings: inout PolicyFindings) {
        for key in [Key.groupBy, .sortBy] where object.has(key) {
            if tagStatusName == .untagged {
                findings.fault(object.path(of: key), "is for images with tags; leave it out")
            } else if let count, !count.countsImages, !object.mentions(.keepNewest) {
                findings.fault(
                    object.path(of: key),
                    "has no effect, since the rule counts no images: add keepNewest, use imageCountMoreThan, or leave it "
                        + "out")
            }
        }
    }
}

extension Rule.Count {
    /// Whether a number of images is allowed, and not an age.
    fileprivate var countsImages: Bool { if case .imageCountMoreThan = self { true } else { false } }
}
