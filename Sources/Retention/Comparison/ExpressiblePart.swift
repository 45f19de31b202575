import Formats

/// The part of a section's rules that ECR itself can evaluate.
///
/// Both ECR and this program can be asked about it, and should decide alike.
package struct ExpressiblePart: Sendable, Hashable {
    /// The rules, without what this program adds to ECR's grammar.
    package private(set) var rules: [Rule] = []
    /// The parts that are left out, each as a phrase; empty if ECR can express the whole section.
    package private(set) var omissions: [String] = []

    /// The most rules that ECR takes in one policy.
    private static let maximumRules = 50
    /// The most characters that ECR takes in one policy.
    private static let maximumLength = 30_720
    /// The fewest days after which ECR expires archived images.
    private static let fewestArchivedDays = 90

    /// Finds the part.
    ///
    /// - Parameter protection: the vetoes that hold in the section.
    package init(of section: Policy.Section, protection: Protection) {
        for rule in section.rules.sorted(by: { $0.priority < $1.priority }) { add(rule) }
        if section.orphanedReferrersOlderThanDays != nil { omissions.append("orphanedReferrers") }
        if section.leavesOrphanedReferrers { omissions.append("referrers without a subject are left alone") }
        omissions += protection.phrases.map { "the veto that keeps \($0)" }
    }

    /// Why ECR takes no policy of these rules; `nil` if it does.
    package var obstacle: String? {
        if rules.isEmpty { return "no rule of the policy can be expressed in ECR" }
        if rules.count > Self.maximumRules {
            return "ECR takes \(Self.maximumRules) rules in one policy, and these are \(rules.count)"
        }
        let length = lifecyclePolicyText(marked: "").unicodeScalars.count
        guard length > Self.maximumLength else { return nil }
        return "ECR takes \(Self.maximumLength) characters in one policy, and these are \(length)"
    }

    /// The part as a section without vetoes.
    package var section: Policy.Section { Policy.Section(name: "comparison", repositories: .all, rules: rules) }

    /// Whether the decisions depend on pull times.
    package var looksAtPulls: Bool { rules.contains(where: \.looksAtPulls) }

    /// Adds a rule, or what can be said of it in ECR.
    ///
    /// A key that only spares images can be dropped: the rule still identifies the same images, so that lower rules see
    /// the same. A key that changes which images a rule identifies makes it another rule.
    private mutating func add(_ rule: Rule) {
        let name = "rule \(rule.priority)"
        if let key = rule.inexpressibleKey {
            omissions.append("\(name), because of \(key)")
            return
        }
        if case .sinceImageTransitioned(let limit) = rule.count, limit.number < Self.fewestArchivedDays {
            omissions.append("\(name): ECR keeps archived images for \(Self.fewestArchivedDays) days at least")
            return
        }
        var rule = rule
        for key in rule.dropSparingKeys() { omissions.append("\(key) of \(name)") }
        if case .sinceImagePulled = rule.count, rule.action == .expire {
            // ECR identifies the same images for either action.
            rule.action = .transition
            omissions.append("the deletion of \(name): by the last pull, ECR can only archive")
        }
        rules.append(rule)
    }
}

extension Rule {
    /// The key that changes which images the rule identifies, and that ECR lacks; `nil` if there is none.
    fileprivate var inexpressibleKey: String? {
        if !excludedTags.isEmpty { return "excludeTagPatternList" }
        if groupBy != nil { return "groupBy" }
        if sortBy != nil { return "sortBy" }
        // A list of one entry means the same either way.
        if case .tagged(let list) = tagStatus, list.match == .any, list.entries.count > 1 { return "tagMatch" }
        switch count {
        case .sinceImagePushed(let limit), .sinceImageTransitioned(let limit):
            return limit.unit == .hours ? "countUnit: hours" : nil
        case .imageCountMoreThan, .sinceImagePulled: return nil
        }
    }

    /// Drops the keys that only spare images which the rule identifies.
    ///
    /// - Returns: the names of the keys.
    fileprivate mutating func dropSparingKeys() -> [String] {
        var keys: [String] = []
        if keepNewest != nil { keys.append("keepNewest") }
        if notPulledForDays != nil { keys.append("notPulledForDays") }
        if allTagsMatch { keys.append("allTagsMatch") }
        (keepNewest, notPulledForDays, allTagsMatch) = (nil, nil, false)
        if case .tagged(var list) = tagStatus {
            list.match = .all
            tagStatus = .tagged(list)
        }
        description = nil
        return keys
    }
}
