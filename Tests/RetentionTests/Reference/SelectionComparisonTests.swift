import Foundation
import ImageModel
import RetentionTestSupport
import Testing

@testable import Retention

@Suite("The selection and its naive counterpart")
struct SelectionComparisonTests {
    @Test("decide the same about every image of a small repository", arguments: 0..<80 as Range<UInt64>)
    func small(part: UInt64) {
        for seed in part * 300..<(part + 1) * 300 where !compare(RandomCase(seed: seed)) { return }
    }

    @Test("decide the same about every image of a larger repository", arguments: 0..<20 as Range<UInt64>)
    func larger(part: UInt64) {
        for seed in part * 15..<(part + 1) * 15 where !compare(RandomCase(seed: seed, images: 50...70)) { return }
    }

    /// Whether the two agree; where they don't, it is recorded, with a case as small as can be found.
    private func compare(_ random: RandomCase) -> Bool {
        guard let difference = random.difference else { return true }
        let smallest = random.shrunk { $0.difference != nil }
        Issue.record("\(difference)\n\(random)\nshrunk: \(smallest.difference ?? "")\n\(smallest)")
        return false
    }
}

extension RandomCase {
    /// What the two say differently of an image; `nil` when they agree.
    fileprivate var difference: String? {
        let selection = Selection(section: policy.section, protection: policy.protection, at: now)
        let decisions = selection.assessment(of: registry.images, manifests: registry.manifests).decisions
        guard decisions.count == registry.images.count else { return "\(decisions.count) decisions" }
        let reference = reference
        let expected = reference.decisions()
        for (image, decision) in zip(registry.images, decisions) {
            guard let expected = expected[image.digest] else { return "no decision about \(image.digest)" }
            let isSame = decision.verdict == expected.verdict
            if !isSame || !reference.explains(decision, of: image, expected) {
                return "\(image.digest): \(decision), and not \(expected)"
            }
        }
        return nil
    }
}

extension ReferenceEvaluator {
    /// Whether the rule and the reason are such as the verdict comes from.
    fileprivate func explains(_ decision: Decision, of image: Image, _ expected: Decided) -> Bool {
        switch decision.reason {
        case .protected(let veto, let path):
            return decision.verdict == .protect && expected.rules.contains(decision.rule)
                && expected.vetoes.contains(veto.name) && leads(path, to: image, from: veto.name)
        case .ranked where !decision.isSelected, .withinAge, .amongNewest, .sparedAsNewest, .sparedAsPulled,
            .sparedByTag, .unknownAge, .noRule,
            .orphanLeft, .pushUnderWay, .unknownSubject:
            return decision.verdict == .keep && expected.rules.contains(decision.rule)
        case .ranked, .olderThan, .beyondNewest, .orphaned, .goes:
            return decision.isSelected && expected.rules.contains(decision.rule)
        case .unsettled, .alreadyArchived, .stays, .possiblyHeld, .circular:
            return decision.verdict == .keep
        case .usageUnknown, .notInPlan, .familyNotAsPlanned: return false
        }
    }

    private func leads(_ path: Veto.Path, to image: Image, from veto: String) -> Bool {
        let others: [Image]
        switch path {
        case .named: return named()[veto, default: []].contains(image)
        case .mayHold(let child):
            return families.isUnread(image) && named()[veto, default: []].contains { $0.digest == child }
        case .holds(let child):
            return families.held(by: image).contains { $0.digest == child }
                && named()[veto, default: []].contains { $0.digest == child }
        case .holdsIndirectly(let child): others = families.held(by: image).filter { $0.digest == child }
        case .belongs(let parent):
            return families.parents(of: image).contains { $0.digest == parent }
                && named()[veto, default: []].contains { $0.digest == parent }
        case .belongsIndirectly(let parent): others = families.parents(of: image).filter { $0.digest == parent }
        }
        return others.contains { protected()[veto, default: []].contains($0.digest) }
    }
}
