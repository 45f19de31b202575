import ImageModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What is to be done to the images of a repository, in the order in which it is done.
struct Plan: Sendable {
    /// Images to which the same is done.
    struct Step: Sendable {
        let action: Rule.Action
        var images: [Image]
    }

    private(set) var steps: [Step]

    /// Plans what was decided: the oldest images first, so that a run that is cut has done what was most due.
    ///
    /// - Parameter decisions: one for each of the images, in the same order.
    init(images: [Image], decisions: [Decision]) {
        func planned(for verdict: Decision.Verdict) -> [Image] {
            zip(images, decisions).filter { $1.verdict == verdict }.map(\.0).sorted { one, other in
                let (first, second) = (one.effectivePushTime ?? .distantPast, other.effectivePushTime ?? .distantPast)
                return first == second ? other.digest < one.digest : first < second
            }
        }
        steps = [
            Step(action: .transition, images: planned(for: .transition)),
            Step(action: .expire, images: planned(for: .expire)),
        ].filter { !$0.images.isEmpty }
    }

    /// The first images of the plan.
    func prefix(_ count: Int) -> Plan {
        var left = count
        var plan = self
        plan.steps = steps.compactMap { step in
            let images = Array(step.images.prefix(left))
            left -= images.count
            return images.isEmpty ? nil : Step(action: step.action, images: images)
        }
        return plan
    }
}
