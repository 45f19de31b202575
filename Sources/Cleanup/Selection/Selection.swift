import ImageModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Decides what is to happen to each image of a repository.
///
/// A pure function of an inventory, the rules and the time: it calls nothing, and the same facts always give the
/// same decisions.
struct Selection: Sendable {
    /// The rules, in order of their priority.
    private let rules: [Rule]
    /// The time that ages are reckoned at.
    private let now: Date

    init(rules: [Rule], at now: Date) {
        self.rules = rules.sorted { $0.priority < $1.priority }
        self.now = now
    }

    /// Decides about a whole inventory.
    ///
    /// - Returns: a decision for each image, in the inventory's order.
    func decisions(for images: [Image]) -> [Decision] {
        return images.map { image in
            guard image.status == .active || image.status == .archived else {
                return Decision(.keep, reason: .unsettled(image.status))
            }
            // A subject that is missing from the listing may be there all the same, and is not asked for: so a referrer
            // stays whether its subject is listed or not.
            if let subject = image.subject {
                return Decision(.keep, reason: .refers(to: subject))
            }
            return decision(for: image)
        }
    }

    /// The first rule that is about an image decides, and no lower one sees it.
    private func decision(for image: Image) -> Decision {
        guard image.status == .active, let rule = rules.first(where: { $0.isAbout(image) }) else {
            return Decision(.keep, reason: .noRule)
        }
        switch rule.count {
        case .sinceImagePushed(let days):
            guard let pushedAt = image.effectivePushTime else {
                return Decision(.keep, rule: rule.priority, reason: .unknownAge)
            }
            let age = now.timeIntervalSince(pushedAt)
            guard age > Double(days) * Image.secondsPerDay else {
                return Decision(
                    .keep, rule: rule.priority, reason: .withinAge(days: days, age: age / Image.secondsPerDay))
            }
            let verdict: Decision.Verdict = rule.action == .expire ? .expire : .transition
            return Decision(
                verdict, rule: rule.priority, reason: .olderThan(days: days, age: age / Image.secondsPerDay))
        }
    }
}

extension Rule {
    fileprivate func isAbout(_ image: Image) -> Bool {
        switch tagStatus {
        case .untagged: image.tags.isEmpty
        case .any: true
        }
    }
}

extension Image {
    /// A day of a policy, in seconds.
    static let secondsPerDay: TimeInterval = 86_400

    /// The time that its age counts from: its push, or its last return from the archive.
    var effectivePushTime: Date? { lastActivatedAt ?? pushedAt }
}
