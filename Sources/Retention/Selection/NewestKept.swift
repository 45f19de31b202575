package import Essentials
package import ImageModel

/// The newest images that a rule or a veto keeps.
///
/// Decisions about older images depend on them. If one of these images goes or no longer counts, an older image takes
/// its place and must not be deleted.
package struct NewestKept: Sendable {
    /// A rule or a veto that keeps the newest images.
    package enum Keeper: Sendable, Hashable {
        /// A rule that counts images, or never acts on the newest.
        case rule(Rule)
        /// The veto `newest`, for so many images.
        case veto(count: Int)
        /// The veto `newestPulled`, for so many images.
        case pullVeto(count: Int)
    }

    /// The rule or the veto.
    package let keeper: Keeper
    /// The positions of the images in the inventory.
    package let positions: [Int32]

    /// Whether a decision to act on an image rests on these images.
    package func supports(_ decision: Decision) -> Bool {
        guard decision.isSelected else { return false }
        switch keeper {
        case .rule(let rule): return decision.rule == rule.priority
        case .veto, .pullVeto: return true
        }
    }

    /// The reason that an image no longer counts among the newest.
    ///
    /// The result is `nil` if the image still counts.
    ///
    /// - Parameters:
    ///   - position: the image's position in the inventory.
    ///   - now: the same image, read again; `nil` if it is gone.
    ///   - time: the present time.
    package func change(of position: Int, in assessment: Assessment, until now: Image?, at time: Date) -> String? {
        let planned = assessment.images[position]
        let isSelected = assessment.decisions[position].isSelected
        // A rule also counts images that a higher rule takes. By the plan, such an image is deleted or archived.
        guard let now else { return isSelected ? nil : "is gone" }
        if isSelected, now.status != planned.status { return nil }
        guard let pushedAt = now.effectivePushTime, pushedAt >= planned.effectivePushTime ?? .distantFuture else {
            return "has another push time"
        }
        let isManifest = !assessment.graph.indexes[position].isEmpty
        guard !now.mayBelongToPush(at: time), now.isTagged || !isManifest else { return "has lost its tags" }
        // A referrer takes no place among the newest.
        guard now.subjects.isEmpty || !planned.subjects.isEmpty else { return "has become a referrer" }
        switch keeper {
        case .rule(let rule):
            guard rule.isAbout(now.status, now.tags) else { return "no longer matches the rule" }
            return rule.ranks ? rule.lostMembership(from: planned.tags, to: now.tags) : nil
        case .veto: return now.status == .active ? nil : "can no longer be pulled"
        case .pullVeto:
            guard now.status == .active else { return "can no longer be pulled" }
            let planned = planned.lastPulledAt ?? .distantPast
            return now.lastPulledAt ?? .distantPast >= planned ? nil : "has another pull time"
        }
    }
}

extension NewestKept.Keeper: CustomStringConvertible {
    /// The effect of the keeper, as a clause.
    package var description: String {
        switch self {
        case .rule(let rule): "rule \(rule.priority) keeps \(rule.newestWords)"
        case .veto(let count): "the policy protects the newest \(count)"
        case .pullVeto(let count): "the policy protects the last pulled \(count)"
        }
    }
}

extension Rule {
    /// The number of newest matching images that are never acted on.
    ///
    /// The result is `nil` if the rule does not count.
    var newestCount: Int? {
        guard case .imageCountMoreThan(let count) = self.count else { return keepNewest }
        return max(count, keepNewest ?? 0)
    }
}

extension Policy {
    /// Whether untagged images may take places among the newest that stay.
    ///
    /// Then a manifest whose index is unknown may take the place of an image.
    package func countsUntaggedImages(in section: Section) -> Bool {
        let protection = protection(in: section)
        return protection.newest != nil || protection.newestPulled != nil
            || section.rules.contains { $0.newestCount != nil && !$0.isAboutTaggedImages }
    }
}

extension Rule {
    /// Whether the rule matches tagged images alone.
    fileprivate var isAboutTaggedImages: Bool {
        if case .tagged = tagStatus { true } else { false }
    }
}
