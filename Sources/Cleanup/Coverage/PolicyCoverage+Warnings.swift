import Formats
import ImageModel
import Retention

extension PolicyCoverage {
    /// The number of entries that one warning names.
    private static let namedEntries = 10

    /// The parts that match no repository, each as a sentence.
    var nameWarnings: [String] {
        guard isListed, hasRepositories else { return [] }
        return runWarnings + (isNarrowed ? [] : sections.indices.flatMap(nameWarnings))
    }

    /// The patterns that should exclude repositories from the run and match none, as a sentence.
    private var runWarnings: [String] {
        let exclusions = unmatched.compactMap { part in
            if case .excludedFromRun(let pattern) = part { "!\(pattern.text)" } else { nil }
        }
        return exclusions.isEmpty ? [] : ["the run excludes no repository by \(Self.list(exclusions.sorted()))"]
    }

    /// The patterns that match no EKS cluster, as a sentence.
    ///
    /// There is none if a reading failed: its clusters are not known.
    var clusterWarnings: [String] {
        guard case .all(let names)? = clusters else { return [] }
        let patterns = eksClusters.unmatched(among: names)
        return patterns.isEmpty
            ? [] : ["protect.eksClusters names \(Self.list(patterns)), which no EKS cluster matches"]
    }

    /// The parts that match no image read, each as a sentence.
    var imageWarnings: [String] {
        keptWarnings(of: nil) + sections.indices.flatMap { keptWarnings(of: $0) + ruleWarnings(of: $0) }
    }

    private func nameWarnings(of index: Int) -> [String] {
        let section = sections[index]
        let policy = "the policy \"\(section.name)\""
        if unmatched.contains(.section(index)) {
            return [
                "\(policy) applies to no repository: "
                    + (unmatched.contains(.names(index))
                        ? "none matches \(Self.list(section.repositories.texts))"
                        : section.repositoryTag.map {
                            "none that it matches and that earlier policies leave has the resource tag "
                                + "\($0.key)=\($0.value)"
                        } ?? "earlier policies take all that it matches")
            ]
        }
        let inclusions = section.repositories.inclusions.filter { unmatched.contains(.inclusion(index, $0)) }
        let exclusions = section.repositories.exclusions.filter { unmatched.contains(.exclusion(index, $0)) }
        var warnings: [String] = []
        if !inclusions.isEmpty {
            warnings.append("\(policy) applies to no repository by \(Self.list(inclusions.map(\.text)))")
        }
        if !exclusions.isEmpty {
            warnings.append("\(policy) excludes no repository by \(Self.list(exclusions.map { "!\($0.text)" }))")
        }
        return warnings
    }

    private func keptWarnings(of section: Int?) -> [String] {
        // A section that applies to no repository has a warning of its own.
        guard isRead(section), section.map({ !unmatched.contains(.section($0)) }) ?? true else { return [] }
        let owner = section.map { "the policy \"\(sections[$0].name)\"" } ?? "the policy"
        var (tags, images, foreign): ([String], [String], [String]) = ([], [], [])
        for part in unmatched {
            switch part {
            case .keptTag(section, let pattern): tags.append(pattern.text)
            case .keptImage(section, let reference):
                let uri = reference.uri(of: reference.digest)
                if mayApply(section, to: reference.repository) { images.append(uri) } else { foreign.append(uri) }
            default: break
            }
        }
        return [
            ("tagPatternList", tags, ""), ("imageUris", images, ": no registry of the run has it"),
            ("imageUris", foreign, ": it does not apply to the repository"),
        ].filter { !$0.1.isEmpty }.map { key, entries, reason in
            "\(owner) keeps no image by protect.\(key) \(Self.list(entries.sorted()))\(reason)"
        }
    }

    /// Whether a section applies to a repository; `nil` stands for the whole policy.
    ///
    /// A repository that the run did not list is judged by the names alone.
    private func mayApply(_ section: Int?, to name: RepositoryName) -> Bool {
        guard let section else { return true }
        if let applied = appliedSections[name], !applied.isEmpty { return applied.contains(section) }
        return sections[section].repositories.match(name)
            && !sections[..<section].contains { $0.repositoryTag == nil && $0.repositories.match(name) }
    }

    private func ruleWarnings(of section: Int) -> [String] {
        guard isRead(section), !unmatched.contains(.section(section)) else { return [] }
        let rules = sections[section].rules.enumerated().sorted { $0.element.priority < $1.element.priority }
        return rules.flatMap { ruleIndex, rule in
            let name = "rule \(rule.priority) of the policy \"\(sections[section].name)\""
            if unmatched.contains(.ruleTags(section: section, rule: ruleIndex)) {
                return ["\(name) matches no image by its list of tags"]
            }
            let exclusions = rule.excludedTags.filter {
                unmatched.contains(.ruleExclusion(section: section, rule: ruleIndex, $0))
            }
            guard !exclusions.isEmpty else { return [] }
            return ["\(name) excludes no image by excludeTagPatternList \(Self.list(exclusions.map(\.text)))"]
        }
    }

    /// The first entries of a list, quoted.
    static func list(_ entries: [String]) -> String {
        entries.map { "\"\($0)\"" }.listed(upTo: namedEntries)
    }
}

extension Summary {
    /// A warning about repositories whose images all go, if any.
    var emptiedWarning: String? {
        let emptied = repositories.filter { $0.counts.scanned > 0 && $0.counts.selected == $0.counts.scanned }
        guard !emptied.isEmpty else { return nil }
        // Registries may have repositories of the same name.
        return "the policy takes every image of \(PolicyCoverage.list(Set(emptied.map(\.name.description)).sorted()))"
    }

    /// A warning about images in use that are gone, if any.
    var missingWarning: String? {
        guard let first = missing.first else { return nil }
        let others = missing.count > 1 ? ", and \(missing.count - 1) more (inUse.missing)" : ""
        return "in use but gone: \(first.image), by \(first.usedBy)\(others). A workload that starts anew can't pull it"
    }

    /// A warning that more images in use may be gone, if that could not be checked.
    var missingUnknownWarning: String? {
        guard let first = missingUnknown.first else { return nil }
        let others = missingUnknown.count > 1 ? ", and for \(missingUnknown.count - 1) more reasons" : ""
        return "could not be checked whether images in use are gone: \(first)\(others)"
    }

    /// A warning about families too large for any run, if any.
    var familyLimitWarning: String? {
        let reports = repositories.filter { $0.largestFamilyOverLimit != nil }
        guard let largest = reports.compactMap(\.largestFamilyOverLimit).max() else { return nil }
        let names = PolicyCoverage.list(Set(reports.map(\.name.description)).sorted())
        return "images that belong together go in one run or not at all: raise maxImages to \(largest) at least, "
            + "or families in \(names) are never deleted"
    }
}
