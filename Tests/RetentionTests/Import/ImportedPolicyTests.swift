import Foundation
import ImageModel
import RetentionTestSupport
import TestSupport
import Testing

@testable import Retention

@Suite("One policy of the lifecycle policies that repositories have")
struct ImportedPolicyTests {
    private static let pushed = Rule.test(2, .prefixes("v"), .sinceImagePushed(days: 30))
    private static let newest = Rule.test(1, .patterns("pr-*", "*-x"), .imageCountMoreThan(3))

    private static func described(_ rule: Rule, _ description: String) -> Rule {
        var rule = rule
        rule.description = description
        return rule
    }

    @Test("has a section for each meaning, whatever the order and the descriptions of the rules")
    func grouping() {
        let policy = ImportedPolicy(of: [
            "b": [Self.pushed, Self.described(Self.newest, "mine")],
            "a": [Self.described(Self.newest, "yours"), Self.pushed],
            "c": [Self.newest],
            "a/d": [Self.newest, Self.pushed],
        ])
        #expect(policy.sections.map(\.name) == ["a and 2 more", "c"])
        #expect(policy.sections.map(\.repositories.texts) == [["a", "a/d", "b"], ["c"]])
        #expect(policy.sections[0].rules.map(\.description) == ["yours", nil])
    }

    @Test("reaches no repository but those that it names")
    func names() throws {
        let policy = try PolicyDocument(parsing: ImportedPolicy(of: ["team/app": [Self.newest]]).document).policy
        #expect(policy.sectionIndexes(for: "team/app") == [0])
        for other: RepositoryName in ["team/app2", "team", "team/app/x", "app"] {
            #expect(policy.sectionIndexes(for: other).isEmpty)
        }
    }

    @Test("does not confuse rules that differ")
    func meanings() {
        #expect([Self.pushed, Self.newest].meansTheSame(as: [Self.described(Self.newest, "x"), Self.pushed]))
        #expect(![Self.pushed].meansTheSame(as: [Self.newest]))
        #expect(![Self.pushed].meansTheSame(as: [Self.pushed, Self.newest]))
        var hours = Self.pushed
        hours.count = .sinceImagePushed(AgeLimit(30, .hours))
        #expect(![Self.pushed].meansTheSame(as: [hours]))
    }

    /// The random cases whose policies ECR could have.
    private static func cases(_ seeds: Range<UInt64>) -> [(seed: UInt64, registry: RandomRegistry, rules: [Rule])] {
        seeds.compactMap { seed in
            let random = RandomCase(seed: seed)
            let part = ExpressiblePart(of: random.policy.section, protection: .none)
            let isValid = (try? PolicyDocument(parsing: part.lifecyclePolicyText(marked: "").utf8)) != nil
            return part.rules.isEmpty || !isValid ? nil : (seed, random.registry, part.rules)
        }
    }

    @Test("decides about random repositories as the naive evaluator does by their own policies")
    func decisions() throws {
        let cases = Self.cases(1..<600)
        #expect(cases.count > 150)
        let rules = Dictionary(uniqueKeysWithValues: cases.map { (RepositoryName("r\($0.seed)"), $0.rules) })
        let document = try PolicyDocument(parsing: ImportedPolicy(of: rules).document)
        var selected = 0
        for each in cases {
            let index = try #require(document.policy.sectionIndexes(for: RepositoryName("r\(each.seed)")).first)
            let section = document.policy.sections[index]
            let found = Selection(section: section, protection: .none, at: TestClock.start)
                .assessment(of: each.registry.images, manifests: each.registry.manifests)
            let expected = ReferenceEvaluator(
                images: each.registry.images, manifests: each.registry.manifests,
                section: Policy.Section(name: "own", repositories: .all, rules: each.rules), protection: .none,
                now: TestClock.start
            ).decisions()
            for (position, image) in each.registry.images.enumerated() {
                let fate = expected[image.digest]
                #expect(found.decisions[position].verdict == fate?.verdict, "seed \(each.seed), \(image.digest)")
            }
            selected += found.decisions.count(where: \.isSelected)
        }
        #expect(selected > 100)
    }
}
