import Foundation
import ImageModel
package import Retention
package import TestSupport

/// A valid section of a policy with the vetoes around it, whose numbers are small enough to bite.
package struct RandomPolicy {
    package var section: Policy.Section
    /// The vetoes of the policy and of the section together.
    package var protection: Protection

    /// Makes one.
    package init(random: inout SplitMix64) {
        var priorities = Array(1...20)
        var entries = Self.entries
        var rules = (0..<Int.random(in: 1...5, using: &random)).map { _ in
            Self.rule(random.take(1, of: &priorities).first ?? 21, entries: &entries, &random)
        }
        rules.sort { $0.priority < $1.priority }
        for storageClass in Rule.StorageClass.allCases { Self.amend(&rules, of: storageClass) }
        rules.shuffle(using: &random)
        section = Policy.Section(name: "random", repositories: .all, rules: rules)
        if random.chance(0.3) {
            section.orphanedReferrersOlderThanDays = Int.random(in: 1...4, using: &random)
        } else {
            section.leavesOrphanedReferrers = random.chance(0.1)
        }
        protection = .none
        if random.chance(0.25) { protection.tagPatterns = [WildcardPattern(Self.pattern(&random))] }
        if random.chance(0.2) { protection.newest = Int.random(in: 1...3, using: &random) }
        if random.chance(0.15) { protection.newestPulled = Int.random(in: 1...3, using: &random) }
        if random.chance(0.15) { protection.pushedWithinDays = Int.random(in: 1...2, using: &random) }
        if random.chance(0.15) { protection.pulledWithinDays = Int.random(in: 1...2, using: &random) }
    }

    /// Prefixes and patterns; each stands in one rule only.
    private static let entries: [TagList.Entry] = {
        let stems = RandomTags.stems + ["sha256-", "1"]
        let patterns = ["*", "v*", "*1", "*-rel-*", "v1.*-pr-*", "*r*l*", "v1", "*.sig", "sha256-*", "*2*", "*p*-*1*"]
        return stems.map { .prefix($0) } + patterns.map { .pattern(WildcardPattern($0)) }
    }()

    private static func pattern(_ random: inout SplitMix64) -> String {
        ["v*", "*1", "rel-*", "*-rel-*", "*.sig", "v1.*-pr-*", "V", "*2"].randomElement(using: &random) ?? "*"
    }

    private static func rule(
        _ priority: Int, entries: inout [TagList.Entry], _ random: inout SplitMix64
    ) -> Rule {
        let number = [1, 1, 2, 2, 3, 4].randomElement(using: &random) ?? 1
        var rule = Rule(
            priority: priority, tagStatus: .any, count: .sinceImagePushed(days: number),
            action: random.chance(0.6) ? .expire : .transition)
        switch Int.random(in: 0..<10, using: &random) {
        case ..<3: rule.tagStatus = .any
        case ..<6: rule.tagStatus = .untagged
        default:
            let count = [1, 1, 2, 3].randomElement(using: &random) ?? 1
            rule.tagStatus = .tagged(TagList(random.take(count, of: &entries), match: random.chance(0.3) ? .any : .all))
            rule.allTagsMatch = random.chance(0.3)
        }
        switch Int.random(in: 0..<10, using: &random) {
        case ..<4: rule.count = .imageCountMoreThan(number)
        case ..<6: rule.count = .sinceImagePulled(days: number)
        case ..<8: break
        default:
            rule.storageClass = .archive
            rule.count = .sinceImageTransitioned(days: number)
        }
        if random.chance(0.2) { Self.countHours(in: &rule, &random) }
        if random.chance(0.2) { rule.excludedTags = [WildcardPattern(pattern(&random))] }
        if random.chance(0.25) { rule.keepNewest = Int.random(in: 1...3, using: &random) }
        if rule.tagStatus != .untagged { Self.rank(&rule, &random) }
        if random.chance(0.2) { rule.notPulledForDays = Int.random(in: 1...3, using: &random) }
        return rule
    }

    /// Gives a rule groups or an order of versions.
    private static func rank(_ rule: inout Rule, _ random: inout SplitMix64) {
        if random.chance(0.35) {
            let patterns = ["{}-*", "v{}.*", "pr-{}", "*-{}", "{}", "*r{}-*", "v1.{}-*"]
            rule.groupBy = GroupPattern(patterns.randomElement(using: &random) ?? "{}")
        }
        if random.chance(0.25) {
            rule.sortBy = .semver
            // Few lists are about versions.
            if case .tagged = rule.tagStatus { rule.tagStatus = .tagged(TagList([.pattern(WildcardPattern("*.*"))])) }
        }
    }

    /// Gives a rule an age in hours; mostly one that is also a number of days.
    private static func countHours(in rule: inout Rule, _ random: inout SplitMix64) {
        let limit = AgeLimit.hours([1, 2, 24, 48, 72, 72].randomElement(using: &random) ?? 1)
        switch rule.count {
        case .sinceImagePushed: rule.count = .sinceImagePushed(limit)
        case .sinceImageTransitioned: rule.count = .sinceImageTransitioned(limit)
        case .imageCountMoreThan, .sinceImagePulled: break
        }
    }

    /// Leaves one rule for untagged images, and one for all of them, which comes last, in a storage class.
    private static func amend(_ rules: inout [Rule], of storageClass: Rule.StorageClass) {
        var hasUntagged = false
        let last = rules.last { $0.storageClass == storageClass }?.priority
        rules.removeAll { rule in
            guard rule.storageClass == storageClass else { return false }
            defer { hasUntagged = hasUntagged || rule.tagStatus == .untagged }
            return rule.tagStatus == .untagged && hasUntagged || rule.tagStatus == .any && rule.priority != last
        }
    }
}
