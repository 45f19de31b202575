import ECRSimulator
import ImageModel
import Retention
import Testing

@testable import Cleanup

@Suite("An image that is tagged between two listings is in neither")
struct UnlistedImageTests {
    /// Images of which no listing shows `moving` if it is tagged after the first pages of two.
    private func stage(_ moving: ImageEntry, _ others: ImageEntry...) throws -> Stage {
        let stage = try Stage(
            [
                ImageEntry("u0", pushed: .daysAgo(30)), ImageEntry("u1", pushed: .daysAgo(30)),
                ImageEntry("t0", tags: ["t0"], pushed: .daysAgo(1)),
                ImageEntry("t1", tags: ["t1"], pushed: .daysAgo(1)),
                moving, ImageEntry("t2", tags: ["t2"], pushed: .daysAgo(1)),
            ] + others)
        let digest = try stage.digest("moving")
        stage.registry.on(.after, call: 3, of: "DescribeImages") { $0.tag(digest, as: "keep", in: "app") }
        return stage
    }

    /// Deletes what is older than two weeks, but for what has the tag `keep`.
    private func clean(_ stage: Stage) async throws -> RepositoryReport {
        let section = Policy.Section(
            name: "test", repositories: .all, rules: [.expireOld()],
            protection: Protection(tagPatterns: [WildcardPattern("keep")]))
        let summary = try await stage.service(pageSize: 2).run(.deleting { $0.policy = Policy(sections: [section]) })
        let report = try #require(summary.repositories.first)
        let moving = try stage.digest("moving")
        #expect(!report.images.contains { $0.image.digest == moving })
        #expect(stage.left().contains(moving))
        #expect(try !stage.left().contains(stage.digest("u0")))
        return report
    }

    @Test("an index keeps its manifests, since ECR refuses their deletion")
    func index() async throws {
        let stage = try stage(
            ImageEntry("moving", pushed: .daysAgo(30), manifests: ["arm", "amd"]),
            ImageEntry("arm", pushed: .daysAgo(31)), ImageEntry("amd", pushed: .daysAgo(31)))
        let report = try await clean(stage)
        for name in ["arm", "amd"] {
            let image = try report.image(stage.digest(name))
            #expect(image.outcome == .skipped)
            #expect(image.note == "an index that is in the repository holds it")
        }
        #expect(report.status == .succeeded)
        #expect(report.counts.deleted == 2)
    }

    @Test("a manifest keeps its index, at any depth, since ECR is asked for it by digest")
    func manifest() async throws {
        let stage = try stage(
            ImageEntry("moving", pushed: .daysAgo(31)),
            ImageEntry("inner", pushed: .daysAgo(30), manifests: ["moving"]),
            ImageEntry("index", tags: ["v1"], pushed: .daysAgo(30), manifests: ["inner"]))
        let report = try await clean(stage)
        let index = try report.image(stage.digest("index"))
        #expect(index.outcome == .skipped)
        #expect(index.note?.hasPrefix("it holds \(try stage.digest("moving")), which the listing left out") == true)
        #expect(try report.image(stage.digest("inner")).outcome == .skipped)
        #expect(report.counts.deleted == 2)
    }

    @Test(
        "a subject keeps its referrer, since ECR is asked for it by digest, whatever its type",
        arguments: [nil, MediaType("application/vnd.acme.image.v1+json")])
    func subject(type: MediaType?) async throws {
        let stage = try stage(
            ImageEntry("moving", pushed: .daysAgo(31), mediaType: type),
            ImageEntry("signature", pushed: .daysAgo(30), subject: "moving"))
        let report = try await clean(stage)
        #expect(try report.image(stage.digest("signature")).outcome == .skipped)
        #expect(report.counts.deleted == 2)
    }
}
