import AWSClient
import ECRSimulator
import Foundation
import ImageModel
import Retention
import RetentionTestSupport
import TestSupport
import Testing

@testable import Cleanup

@Suite("The comparison of a policy with ECR's previews")
struct PolicyComparisonTests {
    private func compare(
        _ stage: Stage, _ compared: ComparedPolicy = .configured, through factory: FixedClientFactory? = nil,
        _ adjust: (inout CleanupRequest) -> Void = { _ in }
    ) async throws -> PolicyComparison {
        try await stage.service().comparison(of: compared, .dry(adjust))
    }

    private static let changing: Set<String> = [
        "BatchDeleteImage", "UpdateImageStorageClass", "PutImage", "PutLifecyclePolicy", "DeleteLifecyclePolicy",
    ]

    @Test("agrees where ECR decides alike, and changes nothing")
    func agrees() async throws {
        let stage = try Stage(.stale(3) + [ImageEntry("v1", tags: ["v1"], pushed: .daysAgo(100))])
        let comparison = try await compare(stage)
        let repository = try #require(comparison.repositories.first)
        #expect(comparison.agrees)
        #expect(repository.status == .agrees)
        #expect((repository.compared, repository.agreed, repository.setAside) == (4, 4, 0))
        #expect(
            repository.notComparable == [
                "referrers without a subject are left alone",
                "the veto that keeps images in use by ecs, lambda, schedules",
            ])
        #expect(Self.changing.isDisjoint(with: stage.operations))
        #expect(stage.left().count == 4)
    }

    @Test("lists before and after the preview, and reads no manifest where nothing goes")
    func order() async throws {
        let stage = try Stage([
            ImageEntry("amd", pushed: .daysAgo(3)),
            ImageEntry("index", tags: ["v1"], pushed: .daysAgo(3), manifests: ["amd"]),
        ])
        _ = try await compare(stage)
        #expect(
            stage.operations == [
                "DescribeRepositories", "DescribeImages", "StartLifecyclePolicyPreview", "GetLifecyclePolicyPreview",
                "DescribeImages",
            ])
    }

    @Test("finds what ECR decides otherwise, with the reasons of both")
    func differs() async throws {
        let stage = try Stage(.stale(3))
        stage.registry.lifecyclePreviews.deviation = .dropsLastResult
        let comparison = try await compare(stage)
        let repository = try #require(comparison.repositories.first)
        #expect(repository.status == .differs)
        let difference = try #require(repository.differences.first)
        #expect(difference.digest == (try stage.digest("stale-2")))
        #expect(difference.ours.decision == "expire")
        #expect(difference.ours.rule == 1)
        #expect(difference.ours.reason == "older than 15 days (21.9)")
        let ecr = RepositoryComparison.Side(decision: "keep", rule: nil, reason: "the preview does not list it")
        #expect(difference.ecr == ecr)
        #expect(difference.explanation.isEmpty)
        #expect(comparison.problems == ["app: ECR decides otherwise about 1 image"])
    }

    @Test("names the deliberate difference that explains one, and is content")
    func explained() async throws {
        let stage = try Stage([ImageEntry("new", pushed: .daysAgo(0.01)), ImageEntry("old", pushed: .daysAgo(5))])
        let comparison = try await compare(stage) {
            $0.policy.sections[0].rules = [.test(1, .untagged, .imageCountMoreThan(1))]
        }
        let repository = try #require(comparison.repositories.first)
        #expect(comparison.agrees)
        #expect(repository.differences.map(\.explanation) == [["a push under way"]])
        #expect(repository.differences.map(\.ecr.reason) == ["rule 1 deletes untagged images, all but the newest"])
    }

    @Test("sets an image aside that changed during the preview")
    func changed() async throws {
        let stage = try Stage(.stale(3))
        let changed = try stage.digest("stale-1")
        stage.registry.on(.after, call: 1, of: "DescribeImages") { $0.tag(changed, as: "v1", in: "app") }
        let repository = try #require(try await compare(stage).repositories.first)
        #expect(repository.status == .agrees)
        #expect((repository.compared, repository.setAside) == (2, 1))
    }

    @Test("does not ask ECR about an empty repository, nor about a policy that ECR can't express")
    func nothingToAsk() async throws {
        let empty = try Stage([])
        let one = try #require(try await compare(empty).repositories.first)
        #expect(one.status == .agrees)
        #expect(one.reason == "it has no images")
        let grouped = try Stage(.stale(3))
        let other = try #require(
            try await compare(grouped) {
                $0.policy.sections[0].rules = [.test(.imageCountMoreThan(1)) { $0.sortBy = .semver }]
            }.repositories.first)
        #expect(other.status == .notComparable)
        #expect(other.reason == "no rule of the policy can be expressed in ECR")
        for stage in [empty, grouped] { #expect(!stage.operations.contains("StartLifecyclePolicyPreview")) }
    }

    @Test("compares the repositories' own policies, and says when ECR last evaluated them")
    func own() async throws {
        let policy =
            #"{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"imageCountMoreThan","#
            + #""countNumber":1},"action":{"type":"expire"}}]}"#
        let stage = try Stage(
            RegistryFile(repositories: [
                RepositoryEntry(
                    "app-a", lifecyclePolicy: policy, lifecyclePolicyEvaluated: .daysAgo(2), images: .stale(3)),
                RepositoryEntry("app-b", images: .stale(3)),
                RepositoryEntry("app-c", lifecyclePolicy: "{}", images: .stale(1)),
            ]))
        let comparison = try await compare(stage, .own)
        #expect(comparison.repositories.map(\.name) == ["app-a", "app-b", "app-c"])
        #expect(comparison.repositories.map(\.status) == [.agrees, .notComparable, .failed])
        #expect(comparison.repositories[0].lastEvaluatedAt == TestClock.start.addingTimeInterval(-2 * 86_400))
        #expect(comparison.repositories[1].reason == "it has no lifecycle policy of its own")
        #expect(comparison.repositories[2].reason?.hasPrefix("its lifecycle policy can't be understood here") == true)
        #expect(!comparison.agrees)
    }

    @Test("tells of each failure, and hides no other repository")
    func failure() async throws {
        let stage = try Stage(
            RegistryFile(
                repositories: ["app-a", "app-b"].map { RepositoryEntry($0, images: .stale(1)) },
                faults: FaultPlan([Fault(.accessDenied, of: "StartLifecyclePolicyPreview", calls: 1)])))
        let comparison = try await compare(stage)
        let failed = try #require(comparison.repositories.first { $0.status == .failed })
        #expect(failed.reason?.contains("ecr:StartLifecyclePolicyPreview") == true)
        #expect(comparison.repositories.count { $0.status == .agrees } == 1)
        let denied = try Stage(.stale(1), faults: [Fault(.accessDenied, of: "DescribeRepositories")])
        let listing = try await compare(denied)
        #expect(listing.failures.count == 1)
        #expect(!listing.agrees)
    }

    @Test("warns where no repository is meant")
    func noRepository() async throws {
        let comparison = try await compare(try Stage(.stale(1))) { $0.narrowing = [NamePatterns(["team-z/*"])] }
        #expect(comparison.warnings == ["no repository of the policy matches team-z/*"])
    }

    @Test("counts ages by ECR's clock")
    func clock() async throws {
        // Older than 15 days only for a registry that is two minutes ahead.
        let stage = try Stage([
            ImageEntry("edge", pushed: .daysAgo(15 - 60 / 86_400)), ImageEntry("old", pushed: .daysAgo(20)),
        ])
        stage.registry.clockOffsetSeconds = 600
        let repository = try #require(try await compare(stage).repositories.first)
        #expect(repository.status == .agrees)
        #expect(repository.setAside == 0)
    }
}
