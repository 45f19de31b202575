import Formats
import ImageModel

extension Policy {
    /// The members of a document: `rules` alone, or the others.
    enum Key: String, DocumentKey {
        case rules, policies, protect, limits, targets
        /// The JSON Schema, which editors read and this program does not.
        case schema = "$schema"

        static let objectName = "a policy document"
        static let location = "at the top level of the document"
        static var neighbors: [any DocumentKey.Type] {
            [
                Section.Key.self, RuleDocument.Key.self, Protection.Key.self, Limits.Key.self,
                SelectionDocument.Key.self,
                Target.Key.self,
            ]
        }
    }

    /// The maximum number of rules that ECR accepts.
    private static let largestRuleCount = 50

    /// Reads a document of either form.
    ///
    /// Parts that can't be read are reported and left out.
    init(_ value: JSONValue, at path: DocumentPath, _ findings: inout PolicyFindings) {
        self.init(sections: [])
        guard let object = DocumentObject<Key>(value, at: path, &findings) else { return }
        if object.text(.schema, &findings) != nil { findings.noteAddition(object.path(of: .schema)) }
        switch (object.mentions(.rules), object.mentions(.policies)) {
        case (true, false):
            readECRForm(object, &findings)
            return
        case (false, true): break
        case (true, true):
            findings.fault(
                path, "it has rules, as ECR's form has, and policies, as the full form has; a document has one of them")
            _ = RuleListDocument(object.elements(.rules, &findings) ?? [], &findings)
        case (false, false):
            findings.fault(
                path, "it has neither rules, as ECR's form has, nor policies, as the full form has",
                ecr: ECRWording.missing(Key.rules.rawValue))
        }
        readFullForm(object, &findings)
    }

    private mutating func readECRForm(_ object: DocumentObject<Key>, _ findings: inout PolicyFindings) {
        for key in [Key.protect, .limits, .targets] where object.has(key) {
            findings.fault(
                object.path(of: key),
                "is for the full form: put the rules into "
                    + "\"policies\": [{\"name\": \"default\", \"repositories\": [\"*\"], \"rules\": […]}]",
                ecr: ECRWording.unknown(key.rawValue))
        }
        guard let elements = object.elements(.rules, &findings) else { return }
        if elements.isEmpty {
            findings.fault(object.path(of: .rules), "is empty; a lifecycle policy has at least one rule")
        }
        if elements.count > Self.largestRuleCount {
            findings.note(
                object.path(of: .rules),
                "ECR takes up to \(known: Self.largestRuleCount) rules, and these are \(known: elements.count)")
        }
        let rules = RuleListDocument(elements, &findings)
        sections = [
            Section(
                name: PolicyDocument.nameOfECRsForm, repositories: .all, rules: rules.read,
                protection: Protection(inUse: Protection.defaultSources))
        ]
    }

    private mutating func readFullForm(_ object: DocumentObject<Key>, _ findings: inout PolicyFindings) {
        findings.note(
            object.path(of: .policies),
            "ECR has no such key: there each repository has a lifecycle policy of its own, {\"rules\": […]}")
        let elements = object.elements(.policies, &findings)
        if let elements, elements.isEmpty {
            findings.fault(object.path(of: .policies), "is empty; it must have at least one policy")
        }
        readSections(elements ?? [], mentionsInUse: Protection.mentionsInUse(object.member(.protect)), &findings)
        for (position, section) in sections.enumerated() {
            warnOfTakers(of: section, behind: position, &findings)
        }
        protection = Protection(object.object(.protect, &findings), &findings)
        refuseIdleClusters(object, &findings)
        limits = Limits(object.object(.limits, &findings), &findings)
        if object.has(.limits) { findings.noteAddition(object.path(of: .limits)) }
        for warning in inUseWarnings { findings.warn(object.path(of: .protect), "\(warning)") }
        readTargets(object, &findings)
        for warning in usageFromWarnings { findings.warn(object.path(of: .targets), "\(warning)") }
    }

    /// Reads the policies, each for its repositories.
    ///
    /// - Parameter mentionsInUse: whether the document's own protection names sources, so that no default applies.
    private mutating func readSections(
        _ elements: [(JSONValue, DocumentPath)], mentionsInUse: Bool, _ findings: inout PolicyFindings
    ) {
        var owners: [String: DocumentPath] = [:]
        var takesAll: DocumentPath?
        for (value, path) in elements {
            guard let object = DocumentObject<Section.Key>(value, at: path, &findings) else { continue }
            var section = Section(object, &findings)
            if !mentionsInUse, !Protection.mentionsInUse(object.member(.protect)) {
                section.protection.inUse = Protection.defaultSources
            }
            if let owner = owners[section.name] {
                findings.fault(
                    object.path(of: .name),
                    "is \"\(section.name.excerpt())\", and so is that of \(owner); each policy must have a name of its own"
                )
            } else if !section.name.isEmpty {
                owners[section.name] = path
            }
            if let takesAll {
                findings.warn(path, "never applies, since \(takesAll) stands before it and takes every repository")
            } else if section.repositories.takeAll, section.repositoryTag == nil {
                takesAll = path
            }
            sections.append(section)
        }
    }
}

extension Policy {
    /// Refuses patterns of clusters whose own `inUse` does not name `eks`.
    ///
    /// Vetoes add up, so such patterns can't take clusters from the `eks` of another level, and add none themselves.
    /// Who writes them expects one or the other.
    private func refuseIdleClusters(_ object: DocumentObject<Key>, _ findings: inout PolicyFindings) {
        func isIdle(_ protection: Protection) -> Bool {
            protection.eksClusters != nil && !protection.inUse.contains(.eks)
        }
        let asking = sections.firstIndex { $0.protection.inUse.contains(.eks) }
        if isIdle(protection) {
            let advice = asking.map {
                "policies[\($0)].protect.inUse names \"eks\", and these patterns would not apply there. Write them into "
                    + "policies[\($0)].protect, or \"eks\" into the inUse beside them"
            }
            findings.fault(
                object.path(of: .protect).appending(Protection.Key.eksClusters.rawValue),
                "has no effect, since protect.inUse does not name \"eks\": \(known: advice ?? Self.asking)")
        }
        for (position, section) in sections.enumerated() where isIdle(section.protection) {
            let advice =
                "the document's own protect.inUse names \"eks\", and a policy can only add clusters to its. Write "
                + "\"inUse\": [\"eks\"] beside the patterns to add these, or move them to the document's protect"
            findings.fault(
                DocumentPath("policies[\(position)].protect").appending(Protection.Key.eksClusters.rawValue),
                "has no effect, since the policy's protect.inUse does not name \"eks\": "
                    + "\(known: protection.inUse.contains(.eks) ? advice : Self.asking)")
        }
    }

    /// The advice to ask `eks`.
    private static var asking: String { "add it, as in \"inUse\": [\"ecs\", \"lambda\", \"schedules\", \"eks\"]" }

    /// Warns if a later policy takes repositories that an exclusion leaves out.
    private func warnOfTakers(of section: Section, behind position: Int, _ findings: inout PolicyFindings) {
        for exclusion in section.repositories.exclusions {
            let later = sections.dropFirst(position + 1).first { $0.repositories.share(of: exclusion) != .none }
            guard let later else { continue }
            let isSure = later.repositories.share(of: exclusion) == .all && later.repositoryTag == nil
            let share = isSure ? "takes" : "may take"
            findings.warn(
                DocumentPath("policies[\(position)].repositories"),
                "\"!\(exclusion.text.excerpt())\" leaves repositories out, and the later policy "
                    + "\"\(later.name.excerpt())\" \(known: share) them")
        }
    }
}

extension PolicyFindings {
    /// The sizes of a lifecycle policy that ECR accepts, in characters.
    private static let sizes = 100...30_720

    /// Notes a text whose size ECR would refuse.
    mutating func noteSize(of text: [UInt8]) {
        let count = String(decoding: text, as: UTF8.self).unicodeScalars.count
        guard !Self.sizes.contains(count) else { return }
        note(
            DocumentPath(""),
            "ECR takes from \(known: Self.sizes.lowerBound) to \(known: Self.sizes.upperBound) characters, and these are \(known: count)"
        )
    }
}
