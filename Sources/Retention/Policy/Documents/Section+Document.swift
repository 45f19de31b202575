import Formats
import ImageModel

extension Policy.Section {
    /// The members of a policy of the full form.
    enum Key: String, DocumentKey {
        case name, repositories, repositoryTagMatches, rules, protect, orphanedReferrers

        static let objectName = "a policy"
        static let location = "in an element of policies"
        static var neighbors: [any DocumentKey.Type] {
            [
                Policy.Key.self, RuleDocument.Key.self, Protection.Key.self, SelectionDocument.Key.self,
            ]
        }
    }

    /// The members of an object about orphaned referrers.
    enum OrphanKey: String, DocumentKey {
        case olderThanDays

        static let objectName = "orphanedReferrers"
    }

    /// The members of the resource tag that a repository must have.
    enum TagKey: String, DocumentKey {
        case key, value

        static let objectName = "repositoryTagMatches"
    }

    /// Reads one policy of the full form.
    ///
    /// Parts that can't be read are reported and left out.
    init(_ object: DocumentObject<Key>, _ findings: inout PolicyFindings) {
        let name = object.text(.name, isRequired: true, mayBeEmpty: false, &findings)
        let repositories = object.texts(.repositories, isRequired: true, &findings)
        // Without rules, the repositories are left alone, by the policies that follow too.
        let rules = RuleListDocument(object.elements(.rules, &findings) ?? [], &findings).read
        let orphans = object.object(.orphanedReferrers, keys: OrphanKey.self, &findings)
        let keepsAll = rules.isEmpty && orphans == nil
        Self.check(repositories ?? [], keepsAll: keepsAll, &findings)
        let protection = Protection(object.object(.protect, &findings), &findings)
        if object.has(.repositoryTagMatches) { findings.noteAddition(object.path(of: .repositoryTagMatches)) }
        if object.has(.orphanedReferrers) { findings.noteAddition(object.path(of: .orphanedReferrers)) }
        self.init(
            name: name ?? "", repositories: NamePatterns(repositories?.map(\.text) ?? []),
            repositoryTag: Self.repositoryTag(of: object, &findings), rules: rules, protection: protection,
            orphanedReferrersOlderThanDays: orphans?.integer(.olderThanDays, from: 1, isRequired: true, &findings))
    }

    private static func repositoryTag(
        of object: DocumentObject<Key>, _ findings: inout PolicyFindings
    ) -> ResourceTag? {
        object.object(.repositoryTagMatches, keys: TagKey.self, &findings)?.resourceTag(.key, .value, &findings)
    }

    /// Reports the patterns that probably don't match what they should.
    ///
    /// - Parameter keepsAll: whether the repositories are left alone, so that each pattern keeps something.
    private static func check(
        _ repositories: [(text: String, path: DocumentPath)], keepsAll: Bool, _ findings: inout PolicyFindings
    ) {
        let texts = repositories.map(\.text)
        let remedy = "Put it into a policy of its own, before this one, or leave it out"
        let faults = NamePatterns.faults(in: texts, remedy: remedy)
        for fault in faults { findings.fault(repositories[fault.position].path, "\(fault.message)") }
        guard faults.isEmpty else { return }
        for defeated in NamePatterns.defeated(in: texts) {
            findings.warn(repositories[defeated.position].path, "\(defeated.message)")
        }
        for (text, path) in repositories {
            guard let flaw = NameGrammar.repository.flaw(in: text, keeps: keepsAll) else { continue }
            let hasStranger = NameGrammar.repository.stranger(in: text.unicodeScalars) != nil && !text.isExclusion
            if !flaw.isDoubtful, keepsAll || hasStranger {
                findings.fault(path, "\(flaw.message)")
            } else {
                findings.warn(path, "\(flaw.message)")
            }
        }
    }
}
