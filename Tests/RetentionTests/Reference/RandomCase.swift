import Foundation
import ImageModel
import RetentionTestSupport
import TestSupport

@testable import Retention

/// A random repository with a random policy, which the seed decides.
struct RandomCase: CustomStringConvertible {
    let seed: UInt64
    var registry: RandomRegistry
    var policy: RandomPolicy
    let now = TestClock.start

    /// Makes the case of a seed, with so many images.
    init(seed: UInt64, images: ClosedRange<Int> = 3...12) {
        self.seed = seed
        var random = SplitMix64(seed: seed)
        registry = RandomRegistry(count: Int.random(in: images, using: &random), at: now, random: &random)
        policy = RandomPolicy(random: &random)
    }

    /// The naive implementation, about to decide the case.
    var reference: ReferenceEvaluator {
        ReferenceEvaluator(
            images: registry.images, manifests: registry.manifests, section: policy.section,
            protection: policy.protection, now: now)
    }

    /// The smallest case that comes from this one by leaving out images, rules, vetoes or manifests, and of which
    /// something is still true.
    func shrunk(while isTrue: (RandomCase) -> Bool) -> RandomCase {
        var smallest = self
        while let smaller = smallest.smaller.first(where: isTrue) { smallest = smaller }
        return smallest
    }

    private var smaller: [RandomCase] {
        var cases: [RandomCase] = []
        func add(_ change: (inout RandomCase) -> Void) {
            var changed = self
            change(&changed)
            if changed.description != description { cases.append(changed) }
        }
        for share in [2, 4, 8] {
            let size = registry.images.count / share
            for start in stride(from: 0, to: registry.images.count, by: max(size, 1)) where size > 1 {
                add { $0.registry.images.removeSubrange(start..<min(start + size, registry.images.count)) }
            }
        }
        for index in registry.images.indices {
            add { $0.registry.images.remove(at: index) }
            add { $0.registry.images[index].tags = [] }
            add { $0.registry.images[index].subject = nil }
            add { $0.registry.images[index].lastPulledAt = nil }
            add { $0.registry.images[index].lastActivatedAt = nil }
            add { $0.registry.images[index].lastArchivedAt = nil }
            add { $0.registry.manifests.byIndex[$0.registry.images[index].digest]? = [] }
        }
        for index in policy.section.rules.indices {
            add { $0.policy.section.rules.remove(at: index) }
            add { $0.policy.section.rules[index].excludedTags = [] }
            add { $0.policy.section.rules[index].allTagsMatch = false }
            add { $0.policy.section.rules[index].keepNewest = nil }
            add { $0.policy.section.rules[index].groupBy = nil }
            add { $0.policy.section.rules[index].sortBy = nil }
            add { $0.policy.section.rules[index].notPulledForDays = nil }
        }
        add { $0.policy.section.orphanedReferrersOlderThanDays = nil }
        add { $0.policy.protection.tagPatterns = [] }
        add { $0.policy.protection.newest = nil }
        add { $0.policy.protection.newestPulled = nil }
        add { $0.policy.protection.pushedWithinDays = nil }
        add { $0.policy.protection.pulledWithinDays = nil }
        return cases
    }
}
