import Formats

/// The rules of a policy, and the checks between them.
struct RuleListDocument {
    private let rules: [RuleDocument]

    /// Reads rules and reports contradictions between them.
    init(_ elements: [(value: JSONValue, path: DocumentPath)], _ findings: inout PolicyFindings) {
        rules = elements.map { RuleDocument($0.value, at: $0.path, &findings) }
        checkPriorities(&findings)
        for storageClass in Rule.StorageClass.allCases {
            let rules = rules.filter { $0.selection?.storageClass == storageClass }
            Self.checkUntagged(rules, &findings)
            Self.checkAny(rules, &findings)
            Self.checkEntries(rules, &findings)
            Self.warnOfShadows(rules, &findings)
        }
    }

    /// The rules that could be read.
    var read: [Rule] { rules.compactMap(\.rule) }

    private func checkPriorities(_ findings: inout PolicyFindings) {
        var owners: [Int: DocumentPath] = [:]
        for rule in rules {
            guard let priority = rule.priority else { continue }
            if let owner = owners[priority] {
                findings.fault(
                    rule.path.appending(RuleDocument.Key.rulePriority.rawValue),
                    "is \(priority), and so is that of \(owner); each rule must have a priority of its own")
            } else {
                owners[priority] = rule.path
            }
        }
    }

    private static func checkUntagged(_ rules: [RuleDocument], _ findings: inout PolicyFindings) {
        let untagged = rules.filter { $0.selection?.tagStatusName == .untagged }
        guard let first = untagged.first else { return }
        for rule in untagged.dropFirst() {
            findings.fault(
                rule.path(of: .tagStatus), "is \"untagged\", and so is that of \(first.path)",
                ecr: ECRWording.secondUntagged)
        }
    }

    private static func checkAny(_ rules: [RuleDocument], _ findings: inout PolicyFindings) {
        for rule in rules where rule.selection?.tagStatusName == .any {
            guard let priority = rule.priority,
                let later = rules.first(where: { $0.path != rule.path && $0.priority ?? 0 > priority })
            else { continue }
            findings.fault(
                rule.path(of: .tagStatus),
                "is \"any\", and \(later.path) has a higher rulePriority; the rule with \"any\" must have the highest",
                ecr: ECRWording.anyIsNotLast)
        }
    }

    /// Checks that each prefix or pattern is in one rule only.
    private static func checkEntries(_ rules: [RuleDocument], _ findings: inout PolicyFindings) {
        var owners: [TagList.Entry: DocumentPath] = [:]
        for rule in rules {
            for (entry, path) in rule.selection?.tagEntries ?? [] {
                if let owner = owners[entry], owner != rule.path {
                    findings.fault(
                        path, "is \(entry.text.shown), which stands in \(owner), too; it may stand in one rule only")
                } else {
                    owners[entry] = rule.path
                }
            }
        }
    }
}

extension RuleListDocument {
    /// Warns of rules that earlier rules leave nothing to.
    private static func warnOfShadows(_ rules: [RuleDocument], _ findings: inout PolicyFindings) {
        var earlier: [RuleDocument] = []
        for rule in rules.sorted(by: { $0.priority ?? 0 < $1.priority ?? 0 }) {
            defer { earlier.append(rule) }
            guard let positions = rule.rule?.shadowed(by: earlier.map(\.rule)) else { continue }
            let paths = positions.map { earlier[$0].path.description }.joined(separator: " and ")
            findings.warn(
                rule.path,
                "never acts: \(known: paths), of lower rulePriority, "
                    + "\(known: positions.count == 1 ? "matches" : "match") every image that it could match. "
                    + "Give it a lower rulePriority, or remove it")
        }
    }
}

extension RuleDocument {
    /// The path of a member of the rule's selection.
    fileprivate func path(of key: SelectionDocument.Key) -> DocumentPath {
        path.appending(Key.selection.rawValue).appending(key.rawValue)
    }
}

extension TagList.Entry {
    /// The prefix or the pattern.
    var text: JSONValue {
        switch self {
        case .prefix(let text): .string(text)
        case .pattern(let pattern): .string(pattern.text)
        }
    }
}
