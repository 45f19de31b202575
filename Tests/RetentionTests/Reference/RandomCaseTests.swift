import Foundation
import ImageModel
import Testing

@testable import Retention

@Suite("Random repositories")
struct RandomCaseTests {
    private static let references = (0..<3000 as Range<UInt64>).map { RandomCase(seed: $0).reference }

    @Test(
        "a hundredth of them has an image that is",
        arguments: RandomCaseShape.states + RandomCaseShape.relations)
    func shapes(shape: RandomCaseShape) {
        #expect(Self.references.count { shape.occurs(in: $0.families) } >= 30)
    }

    @Test("every verdict, and what leads to it, occurs often")
    func verdicts() {
        var counts: [String: Int] = [:]
        for reference in Self.references {
            let (decisions, fates, named) = (reference.decisions(), reference.fates(), reference.named())
            for image in reference.images {
                let (families, own) = (reference.families, reference.ownFate(of: image))
                let verdict = decisions[image.digest]?.verdict
                let isNamed = named.values.contains { $0.contains(image) }
                func count(_ name: String, _ isTrue: Bool) { counts[name, default: 0] += isTrue ? 1 : 0 }
                count("\(verdict, default: "none")", true)
                count("\(verdict, default: "none") with a parent", own == nil)
                count("a tagged manifest that an index keeps", own.map { $0.fate != fates[image.digest] } ?? false)
                count("an orphan by its age alone", own?.fate == .deleted && own?.rule == nil)
                count("an orphan by a rule", families.isOrphan(image) && own?.rule != nil)
                count("protected by another", verdict == .protect && !isNamed)
                count("claimed, and not acted on", own?.fate == .kept && reference.claim(on: image) != nil)
                count("archived, and to be archived", own?.fate == .archived && image.status == .archived)
                count(
                    "saved by allTagsMatch",
                    own?.fate == .kept && reference.isActedOn(image) { $0.allTagsMatch = false })
                count("saved by keepNewest", own?.fate == .kept && reference.isActedOn(image) { $0.keepNewest = nil })
                count("saved by its group", own?.fate == .kept && reference.isActedOn(image) { $0.groupBy = nil })
                count("taken with a group", own?.fate == .deleted && reference.claim(on: image)?.groupBy != nil)
                count("saved by its version", own?.fate == .kept && reference.isActedOn(image) { $0.sortBy = nil })
                count("taken by its version", own?.fate != .kept && reference.claim(on: image)?.sortBy != nil)
                count("saved by a pull", own?.fate == .kept && reference.isActedOn(image) { $0.notPulledForDays = nil })
            }
        }
        let expected = [
            "keep", "protect", "expire", "transition", "keep with a parent", "protect with a parent",
            "expire with a parent", "transition with a parent", "a tagged manifest that an index keeps",
            "an orphan by its age alone", "an orphan by a rule", "protected by another", "claimed, and not acted on",
            "archived, and to be archived", "saved by allTagsMatch", "saved by keepNewest",
            "saved by a pull", "saved by its group", "taken with a group", "saved by its version",
            "taken by its version",
        ]
        for name in expected { #expect(counts[name, default: 0] >= 20, "\(name): \(counts[name, default: 0])") }
    }

    @Test("a seed decides a case")
    func seeds() {
        #expect(RandomCase(seed: 7).description == RandomCase(seed: 7).description)
        #expect(RandomCase(seed: 7).description != RandomCase(seed: 8).description)
    }
}

extension ReferenceEvaluator {
    /// Whether the rule of an image would act on it if it were another.
    fileprivate func isActedOn(_ image: Image, with change: (inout Rule) -> Void) -> Bool {
        guard var rule = claim(on: image) else { return false }
        change(&rule)
        return acts(rule, on: image)
    }
}
