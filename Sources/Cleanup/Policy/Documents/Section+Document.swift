import JSON

extension Policy.Section {
    /// The members of a policy of the full form.
    enum Key: String, DocumentKey {
        case name, repositories, rules, protect, orphanedReferrers

        static let place = "a policy"
    }

    /// The members of what is said of orphaned referrers.
    enum OrphanKey: String, DocumentKey {
        case olderThanDays

        static let place = "orphanedReferrers"
    }

    /// Reads one policy of the full form; what could not be read is left out, and reported.
    init(_ object: DocumentObject<Key>, _ findings: inout PolicyFindings) {
        let name = object.text(.name, isRequired: true, mayBeEmpty: false, &findings)
        let repositories = object.texts(.repositories, isRequired: true, &findings)
        for (text, path) in repositories ?? [] {
            if text == "!" {
                findings.fault(path, "is \"!\"; a pattern must follow it, such as \"!team-a/legacy\"")
            } else {
                findings.refuseStranger(in: text, to: .repository, path)
            }
        }
        // Without rules, the repositories are left alone by those that follow, too.
        let rules = RuleListDocument(object.elements(.rules, &findings) ?? [], &findings)
        let protection = Protection(object.object(.protect, &findings), &findings)
        let orphans = object.object(.orphanedReferrers, keys: OrphanKey.self, &findings)
        if object.has(.orphanedReferrers) { findings.noteAddition(object.path(of: .orphanedReferrers)) }
        self.init(
            name: name ?? "", repositories: NamePatterns(repositories?.map(\.text) ?? []), rules: rules.read,
            protection: protection,
            orphanedReferrersOlderThanDays: orphans?.integer(.olderThanDays, from: 1, isRequired: true, &findings))
    }
}
