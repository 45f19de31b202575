import ImageModel
import TestSupport
import Testing

@testable import Retention

@Suite("Random rules behind random rules")
struct RuleShadowingFuzzTests {
    private static func word(_ letters: String, from least: Int, _ random: inout SplitMix64) -> String {
        String(
            (0..<Int.random(in: least...3, using: &random)).map { _ in letters.randomElement(using: &random) ?? "a" })
    }

    private static func rule(_ priority: Int, _ random: inout SplitMix64) -> Rule {
        let entries = (0..<Int.random(in: 1...2, using: &random)).map { _ -> TagList.Entry in
            Bool.random(using: &random)
                ? .prefix(word("ab", from: 1, &random)) : .pattern(WildcardPattern(word("ab**", from: 1, &random)))
        }
        let list = TagList(entries, match: Bool.random(using: &random) ? .all : .any)
        let status: Rule.TagStatus =
            switch Int.random(in: 0..<8, using: &random) {
            case 0: .untagged
            case 1: .any
            default: .tagged(list)
            }
        let excluded =
            Int.random(in: 0..<6, using: &random) == 0 ? [WildcardPattern(word("ab*", from: 1, &random))] : []
        let storageClass: Rule.StorageClass = Int.random(in: 0..<8, using: &random) == 0 ? .archive : .standard
        return Rule(
            priority: priority, storageClass: storageClass, tagStatus: status, excludedTags: excluded,
            count: .sinceImagePushed(days: 1), action: .expire)
    }

    @Test("a rule that is said to be shadowed matches no image that the named rules don't match")
    func sound() {
        var shadowedCount = 0
        for number in Garbage.numbers {
            var random = SplitMix64(seed: UInt64(number))
            let rules = (1...4).map { Self.rule($0, &random) }
            guard let last = rules.last, let positions = last.shadowed(by: Array(rules.dropLast())) else { continue }
            shadowedCount += 1
            for _ in 0..<20 {
                let tags = (0..<Int.random(in: 0...3, using: &random)).map { _ in
                    ImageTag(Self.word("ab", from: 1, &random))
                }
                let status: ImageStatus = Bool.random(using: &random) ? .active : .archived
                guard last.isAbout(status, tags) else { continue }
                #expect(positions.contains { rules[$0].isAbout(status, tags) }, "input \(number)")
            }
        }
        #expect(shadowedCount > 10)
    }
}
