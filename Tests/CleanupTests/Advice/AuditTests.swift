import AWSClient
import ECRSimulator
import Foundation
import ImageModel
import Retention
import RetentionTestSupport
import TestSupport
import Testing

@testable import Cleanup

@Suite("A run with an audit")
struct AuditTests {
    private static let lifecyclePolicy =
        #"{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"sinceImagePushed","#
        + #""countUnit":"days","countNumber":14},"action":{"type":"expire"}}]}"#

    /// A repository for each kind of advice, and one that is in order.
    private static let repositories = [
        RepositoryEntry(
            "fine", lifecyclePolicy: lifecyclePolicy, lifecyclePolicyEvaluated: .daysAgo(1),
            images: [ImageEntry("a", pushed: .daysAgo(3))]),
        RepositoryEntry(
            "forgotten", images: [ImageEntry("a", tags: ["v1"], pushed: .daysAgo(30), sizeInBytes: 1 << 30)]),
        RepositoryEntry(
            "late", lifecyclePolicy: lifecyclePolicy, lifecyclePolicyEvaluated: .daysAgo(30),
            images: [ImageEntry("a", pushed: .daysAgo(3))]),
        RepositoryEntry(
            "pointless", lifecyclePolicy: lifecyclePolicy, lifecyclePolicyEvaluated: .daysAgo(1),
            images: [ImageEntry("a", tags: ["v1"], pushed: .daysAgo(3))]),
        RepositoryEntry(
            "cache", lifecyclePolicy: lifecyclePolicy, lifecyclePolicyEvaluated: .daysAgo(1),
            images: [
                ImageEntry("a", pushed: .daysAgo(3)),
                ImageEntry(
                    "b", tags: ["main"], pushed: .daysAgo(3),
                    artifactMediaType: "application/vnd.buildkit.cacheconfig.v0"),
            ]),
        RepositoryEntry("mine", images: .stale(2) + [ImageEntry("old", tags: ["v1"], pushed: .daysAgo(700))]),
        RepositoryEntry("mine-unused", images: [ImageEntry("old", tags: ["v1"], pushed: .daysAgo(700))]),
        RepositoryEntry(
            "scanned", lifecyclePolicy: lifecyclePolicy, lifecyclePolicyEvaluated: .daysAgo(1), scanOnPush: true,
            images: .stale(10)),
    ]

    private static func stage(scanning: ScanningEntry = ScanningEntry()) throws -> Stage {
        try Stage(RegistryFile(repositories: repositories, scanning: scanning))
    }

    /// A policy of the repositories `mine*` alone.
    private static func request(
        audits: Bool = true, _ adjust: (inout CleanupRequest) -> Void = { _ in }
    ) -> CleanupRequest {
        .dry {
            $0.audits = audits
            $0.policy.protection = Protection()
            $0.policy.sections[0].repositories = NamePatterns(["mine*"])
            adjust(&$0)
        }
    }

    private static func findings(_ summary: Summary) -> Set<String> {
        Set(summary.advice.map { "\($0.repository?.description ?? "-"): \($0.code)" })
    }

    @Test("finds what is wrong in every repository, also where no policy applies")
    func all() async throws {
        let stage = try Self.stage()
        let summary = try await stage.service().run(Self.request())
        #expect(
            Self.findings(summary) == [
                "forgotten: noPolicy", "late: lifecyclePolicyNotEvaluated", "pointless: lifecyclePolicyNeverMatches",
                "cache: buildCache", "mine-unused: unusedRepository", "scanned: scansUnusedImages",
            ])
        #expect(summary.status == .succeeded && summary.isAudit)
        #expect(summary.repositories.map(\.name) == ["mine", "mine-unused"])
        #expect(summary.advice == summary.advice.sorted())
    }

    @Test("decides as the same run without an audit, and calls only more")
    func sameDecisions() async throws {
        let (with, without) = (try Self.stage(), try Self.stage())
        let audited = try await with.service().run(Self.request())
        let plain = try await without.service().run(Self.request(audits: false))
        #expect(audited.repositories.map(\.images) == plain.repositories.map(\.images))
        #expect(audited.totals == plain.totals && plain.totals.selected == 2)
        #expect(plain.calls.calls == ["DescribeRepositories": 1, "DescribeImages": 2])
        #expect(
            audited.calls.calls == [
                "DescribeRepositories": 1, "DescribeImages": 8, "GetLifecyclePolicy": 8,
                "GetRegistryScanningConfiguration": 1,
            ])
        #expect(plain.advice.isEmpty && !plain.isAudit)
    }

    @Test("never deletes in a repository without a policy, even in a run that deletes")
    func deletesNothingMore() async throws {
        let stage = try Self.stage()
        let before = stage.left(in: "scanned")
        let summary = try await stage.service().run(Self.request { $0.isDryRun = false })
        #expect(summary.totals.deleted == 2)
        #expect(stage.left(in: "scanned") == before && before.count == 10)
    }

    @Test("reads only the repositories that the run is narrowed to")
    func narrowed() async throws {
        let stage = try Self.stage()
        let summary = try await stage.service().run(Self.request { $0.narrowing = [NamePatterns(["forgotten"])] })
        #expect(Self.findings(summary) == ["forgotten: noPolicy"])
        #expect(summary.calls.calls["DescribeImages"] == 1)
    }

    @Test(
        "says once what it could not read, with the permission to grant, and fails nothing",
        arguments: [
            ("GetLifecyclePolicy", 8), ("GetRegistryScanningConfiguration", 0),
        ])
    func denied(operation: String, repositories: Int) async throws {
        let stage = try Self.stage()
        let summary = try await stage.service(through: stage.denying(operation)).run(Self.request())
        #expect(summary.status == .succeeded && summary.totals.selected == 2)
        let failures = summary.advice.filter { $0.code == .notComputed }
        #expect(failures.count == 1)
        #expect(failures.first?.toDo == "allow ecr:\(operation) to the role or user that this runs as")
        let names = repositories == 0 ? "the audit failed" : "the audit of cache, fine, forgotten and 5 more failed"
        #expect(failures.first?.sentence.hasPrefix(names) == true)
        #expect(failures.first?.sentence.contains("ecr:\(operation): AccessDeniedException: no identity") == true)
    }

    @Test("says of a repository without a policy that its images can't be listed, and fails nothing")
    func unlisted() async throws {
        let stage = try Self.stage()
        let transport = stage.denying("DescribeImages", naming: "forgotten")
        let summary = try await stage.service(through: transport).run(Self.request())
        #expect(summary.status == .succeeded)
        #expect(Self.findings(summary).contains("forgotten: notComputed"))
    }

    @Test("knows enhanced scanning, which bills")
    func enhanced() async throws {
        let scanning = ScanningEntry("ENHANCED", rules: [ScanningEntry.Rule("CONTINUOUS_SCAN", filters: ["scan"])])
        let summary = try await Self.stage(scanning: scanning).service().run(Self.request())
        let advice = try #require(summary.advice.first { $0.code == .scansUnusedImages })
        #expect(advice.sentence.hasPrefix("its images are scanned continuously by Amazon Inspector"))
    }

    @Test("gives each piece of advice once if two targets are one registry, and names the registry if there are two")
    func severalTargets() async throws {
        let targets = [Target.own, Target(access: Target.Access(region: "eu-west-1"))]
        let summary = try await Self.stage().service().run(Self.request { $0.policy.targets = targets })
        #expect(summary.advice.count == 6 && Self.findings(summary).count == 6)
        #expect(summary.advice.map(summary.textOfAdvice).allSatisfy { !$0.contains("eu-west-1") })
        var two = summary
        var elsewhere = try #require(summary.advice.first)
        elsewhere.region = "us-east-1"
        two.add([elsewhere])
        let name = try #require(elsewhere.repository)
        #expect(two.textOfAdvice(elsewhere).hasPrefix("\(name), 123456789012 in us-east-1: "))
    }

    @Test("without an audit, a quota that comes near is advice too")
    func quota() async throws {
        let tags = (0..<801).map { ImageTag("v\($0)") }
        let stage = try Stage([ImageEntry("a", tags: tags, pushed: .daysAgo(1))])
        let summary = try await stage.service().run(.dry { $0.policy.protection = Protection() })
        #expect(summary.advice.map(\.code) == [.nearTagQuota])
        #expect(summary.calls.calls == ["DescribeRepositories": 1, "DescribeImages": 1])
    }
}
