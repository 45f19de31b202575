import Foundation
import ImageModel
import RetentionTestSupport
import Testing

@testable import Retention

@Suite("The part of a policy that ECR can express")
struct ExpressiblePartTests {
    private func part(_ rules: Rule..., protect protection: Protection = .none) -> ExpressiblePart {
        ExpressiblePart(
            of: Policy.Section(name: "app", repositories: .all, rules: rules), protection: protection)
    }

    private static let pushed = Rule.Count.sinceImagePushed(days: 30)

    /// Rules of ECR's grammar, one of each kind.
    private static let ecrRules: [Rule] = [
        .test(1, .patterns("pr-*", "*-x"), .imageCountMoreThan(3)),
        .test(2, .prefixes("v", "w"), pushed),
        .test(3, .untagged, .sinceImagePulled(days: 90)) { $0.action = .transition },
        .test(4, .any, .imageCountMoreThan(100)),
        .test(5, .any, .sinceImageTransitioned(days: 90)) { $0.storageClass = .archive },
    ]

    @Test("is all of a policy of ECR's own grammar, in the order of priorities")
    func whole() {
        let part = ExpressiblePart(
            of: Policy.Section(name: "app", repositories: .all, rules: Self.ecrRules.reversed()), protection: .none)
        #expect(part.rules == Self.ecrRules)
        #expect(part.omissions.isEmpty)
        #expect(part.obstacle == nil)
        #expect(part.looksAtPulls)
    }

    @Test(
        "leaves out a rule whose key changes which images it identifies",
        arguments: [
            (Rule.test(pushed) { $0.excludedTags = [WildcardPattern("x")] }, "excludeTagPatternList"),
            (.test(1, .patterns("*-*"), pushed) { $0.groupBy = GroupPattern("{}-*") }, "groupBy"),
            (.test(pushed) { $0.sortBy = .semver }, "sortBy"),
            (.test(1, .patterns("a", "b", match: .any), pushed), "tagMatch"),
            (.test(.sinceImagePushed(AgeLimit(48, .hours))), "countUnit: hours"),
        ])
    func otherRule(rule: Rule, key: String) {
        let part = part(rule, .test(7, .untagged, .imageCountMoreThan(1)))
        #expect(part.rules.map(\.priority) == [7])
        #expect(part.omissions == ["rule 1, because of \(key)"])
    }

    @Test(
        "keeps a rule without the keys that only spare images",
        arguments: [
            (Rule.test(pushed) { $0.keepNewest = 3 }, "keepNewest of rule 1"),
            (.test(pushed) { $0.notPulledForDays = 3 }, "notPulledForDays of rule 1"),
            (.test(1, .patterns("a"), pushed) { $0.allTagsMatch = true }, "allTagsMatch of rule 1"),
        ])
    func sparing(rule: Rule, omission: String) {
        let part = part(rule)
        #expect(part.omissions == [omission])
        var plain = rule
        (plain.keepNewest, plain.notPulledForDays, plain.allTagsMatch) = (nil, nil, false)
        #expect(part.rules == [plain])
    }

    @Test("takes a list of one tag in which any is enough, since it means the same")
    func oneEntry() {
        let part = part(.test(1, .patterns("a", match: .any), Self.pushed))
        #expect(part.rules == [.test(1, .patterns("a"), Self.pushed)])
        #expect(part.omissions.isEmpty)
    }

    @Test("archives what goes by its last pull, since ECR can't delete it, and says so")
    func pulls() {
        let part = part(.test(.sinceImagePulled(days: 60)))
        #expect(part.rules.map(\.action) == [.transition])
        #expect(part.omissions == ["the deletion of rule 1: by the last pull, ECR can only archive"])
    }

    @Test("leaves out rules that delete archived images sooner than ECR does")
    func archived() {
        let part = part(.test(.sinceImageTransitioned(days: 89)) { $0.storageClass = .archive })
        #expect(part.rules.isEmpty)
        #expect(part.omissions == ["rule 1: ECR keeps archived images for 90 days at least"])
    }

    @Test("names the vetoes and the treatment of referrers")
    func vetoes() {
        var section = Policy.Section(name: "app", repositories: .all, rules: [.test(Self.pushed)])
        section.orphanedReferrersOlderThanDays = 30
        section.leavesOrphanedReferrers = true
        let part = ExpressiblePart(of: section, protection: Protection(newest: 3, inUse: [.ecs]))
        #expect(
            part.omissions == [
                "orphanedReferrers", "referrers without a subject are left alone",
                "the veto that keeps the newest 3 of each repository", "the veto that keeps images in use by ecs",
            ])
    }

    @Test("is none without a rule, with too many rules, and where it is too long")
    func obstacles() {
        #expect(part().obstacle == "no rule of the policy can be expressed in ECR")
        func rules(_ count: Int, _ name: String = "a") -> ExpressiblePart {
            let rules = (1...count).map { Rule.test($0, .patterns("\(name)\($0)"), Self.pushed) }
            return ExpressiblePart(
                of: Policy.Section(name: "app", repositories: .all, rules: rules), protection: .none)
        }
        #expect(rules(50).obstacle == nil)
        #expect(rules(51).obstacle == "ECR takes 50 rules in one policy, and these are 51")
        #expect(rules(50, String(repeating: "x", count: 700)).obstacle?.contains("30720 characters") == true)
    }

    @Test("is written as a policy that ECR accepts, with the mark, and is read back as the same")
    func text() throws {
        let part = ExpressiblePart(
            of: Policy.Section(name: "app", repositories: .all, rules: Self.ecrRules), protection: .none)
        let text = part.lifecyclePolicyText(marked: "mine")
        let document = try PolicyDocument(parsing: text.utf8)
        #expect(document.notes.isEmpty)
        #expect(document.policy.sections[0].rules.map(\.description) == ["mine", nil, nil, nil, nil])
        #expect(part.isLifecyclePolicy(text, marked: "mine"))
        // ECR gives a policy back in an order of its own.
        let object = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [[String: Any]]])
        let reversed = try JSONSerialization.data(withJSONObject: ["rules": object["rules"]?.reversed() ?? []])
        #expect(part.isLifecyclePolicy(String(decoding: reversed, as: UTF8.self), marked: "mine"))
    }

    @Test("is not recognised in another policy, nor under another mark, nor in what is no policy")
    func otherText() {
        let part = part(.test(Self.pushed))
        let text = part.lifecyclePolicyText(marked: "mine")
        #expect(!part.isLifecyclePolicy(text, marked: "another"))
        #expect(!part.isLifecyclePolicy(text.replacing("30", with: "31"), marked: "mine"))
        #expect(!part.isLifecyclePolicy(text.replacing("sinceImagePushed", with: "since"), marked: "mine"))
        #expect(!part.isLifecyclePolicy("", marked: "mine"))
    }
}
