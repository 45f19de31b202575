import Foundation
import ImageModel
import RetentionTestSupport

@testable import Retention

/// The case in short lines, times in days ago.
extension RandomCase {
    var description: String {
        let rules = policy.section.rules.sorted { $0.priority < $1.priority }.map(Self.line)
        let images = registry.images.sorted { $0.digest < $1.digest }.map(line)
        let orphans = policy.section.orphanedReferrersOlderThanDays.map { "over \($0) days" }
        let rest =
            "  orphans \(policy.section.leavesOrphanedReferrers ? "left" : orphans ?? "by rules"), protect \(protection)"
        return (["seed \(seed)"] + images + rules + [rest]).joined(separator: "\n")
    }

    private func line(_ image: Image) -> String {
        var line = "  \(Self.short("\(image.digest)")) \(image.status)"
        func add(_ label: String, _ date: Date?) {
            guard let date else { return }
            let seconds = now.timeIntervalSince(date)
            let days = (seconds / 86_400).rounded()
            let rest = seconds - days * 86_400
            line += " \(label) \(Int(days))d" + (rest == 0 ? "" : "\(rest > 0 ? "+" : "")\(rest)s")
        }
        add("pushed", image.pushedAt)
        add("pulled", image.lastPulledAt)
        add("restored", image.lastActivatedAt)
        add("archived", image.lastArchivedAt)
        if !image.tags.isEmpty { line += " tags \(image.tags.map { Self.short($0.description) })" }
        if let subject = image.subject { line += " subject \(Self.short("\(subject)"))" }
        if let held = registry.manifests.byIndex[image.digest] {
            line += " holds \(held.map { Self.short("\($0)") })"
        } else if image.mediaType?.isIndex == true {
            line += " unread index"
        }
        return line
    }

    private static func line(_ rule: Rule) -> String {
        var line = "  rule \(rule.priority) \(rule.storageClass) "
        switch rule.tagStatus {
        case .any: line += "any"
        case .untagged: line += "untagged"
        case .tagged(let list):
            line += "\(list.match) of \(list.entries.map(text))"
        }
        line += " \(rule.count) \(rule.action)"
        if rule.allTagsMatch { line += " allTagsMatch" }
        if !rule.excludedTags.isEmpty { line += " exclude \(rule.excludedTags.map(\.text))" }
        if let count = rule.keepNewest { line += " keepNewest \(count)" }
        if let groups = rule.groupBy { line += " groupBy \(groups.text)" }
        if let order = rule.sortBy { line += " sortBy \(order)" }
        if let days = rule.notPulledForDays { line += " notPulledForDays \(days)" }
        return line
    }

    private static func text(_ entry: TagList.Entry) -> String {
        switch entry {
        case .prefix(let prefix): "prefix \(prefix)"
        case .pattern(let pattern): pattern.text
        }
    }

    private var protection: String {
        let vetoes = policy.protection
        let numbers = [
            ("newest", vetoes.newest), ("pushedWithinDays", vetoes.pushedWithinDays),
            ("pulledWithinDays", vetoes.pulledWithinDays), ("newestPulled", vetoes.newestPulled),
        ]
        return "\(vetoes.tagPatterns.map(\.text))"
            + numbers.compactMap { name, number in number.map { " \(name) \($0)" } }.joined()
    }

    /// Digests of these cases are mostly zeros.
    private static func short(_ text: String) -> String { text.replacing(String(repeating: "0", count: 60), with: "…") }
}
