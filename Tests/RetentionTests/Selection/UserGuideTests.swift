import ImageModel
import RetentionTestSupport
import Testing

@testable import Retention

/// - SeeAlso: [Examples of lifecycle policies in Amazon ECR](https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_examples.html)
@Suite("The examples of ECR's user guide")
struct UserGuideTests {
    /// Images as the guide lists them: their tags and the days since their pushes.
    private func expired(_ images: [(tags: [ImageTag], days: Double)], by rules: Rule...) throws -> [Int] {
        var scene = Scene()
        scene.section.rules = rules
        for (number, image) in images.enumerated() {
            try scene.add(number + 1, days: image.days, tags: image.tags)
        }
        return scene.verdicts().indices.filter { scene.verdicts()[$0] == .expire }
    }

    private let releases: [(tags: [ImageTag], days: Double)] = [
        (["beta-1", "prod-1"], 10), (["beta-2", "prod-2"], 9), (["beta-3"], 8),
    ]

    @Test("of several rules the lower one takes nothing that the higher one is about")
    func severalRules() throws {
        let (prod, beta) = (Rule.TagStatus.patterns("prod*"), Rule.TagStatus.patterns("beta*"))
        let one = Rule.Count.imageCountMoreThan(1)
        #expect(try expired(releases, by: .test(1, prod, one), .test(2, beta, one)) == [0])
        #expect(try expired(releases, by: .test(1, beta, one), .test(2, prod, one)) == [0, 1])
    }

    @Test("several patterns in one rule are all satisfied, whatever is counted")
    func severalTags() throws {
        let images: [(tags: [ImageTag], days: Double)] = [
            (["alpha-1"], 12), (["beta-1"], 11), (["alpha-2", "beta-2"], 10), (["alpha-3"], 4), (["beta-3"], 3),
            (["alpha-4", "beta-4"], 2),
        ]
        let both = Rule.TagStatus.patterns("alpha*", "beta*")
        #expect(try expired(images, by: .test(1, both, .sinceImagePushed(days: 5))) == [2])
        #expect(try expired(images, by: .test(1, both, .imageCountMoreThan(1))) == [2])
    }

    @Test("a rule for all images counts them all, and takes what no other is about")
    func allImages() throws {
        let images: [(tags: [ImageTag], days: Double)] = [
            (["alpha-1"], 4), (["beta-1"], 3), ([], 2), (["alpha-2"], 1),
        ]
        let one = Rule.Count.imageCountMoreThan(1)
        #expect(try expired(images, by: .test(1, .any, one)) == [0, 1, 2])
        #expect(try expired(images, by: .test(1, .patterns("alpha*"), one), .test(2, .any, one)) == [0, 1, 2])
    }
}
