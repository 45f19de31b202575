import AWSClient
import ECRSimulator
import Foundation
import ImageModel
import ImageUsage
import Retention
import RetentionTestSupport
import Synchronization
import TestSupport
import Testing

@testable import Cleanup

@Suite("Images in use")
struct InUseTests {
    /// A stage, and what its sources know; who asks them is counted.
    struct Workloads {
        let stage: Stage
        var uses: [UsageSourceName: @Sendable () async throws -> [ImageUse]] = [:]
        var seen: [UsageSourceName: Set<UsageAnswer.Repository>] = [:]
        var policy = Policy(
            sections: [
                Policy.Section(
                    name: "all", repositories: .all,
                    rules: [Rule(priority: 1, tagStatus: .any, count: .sinceImagePushed(days: 15), action: .expire)])
            ],
            protection: Protection(inUse: [.ecs]))

        func run(_ adjust: (inout CleanupRequest) -> Void = { _ in }) async throws -> RepositoryReport {
            try #require(try await summary(adjust).repositories.first)
        }

        func summary(_ adjust: (inout CleanupRequest) -> Void = { _ in }) async throws -> Summary {
            let service = CleanupService(
                clientFactory: FixedClientFactory(
                    registry: try stage.client(), region: try #require(Region("eu-west-1")), uses: uses,
                    seen: seen),
                system: stage.system)
            return await service.run(
                .deleting {
                    $0.policy = policy
                    adjust(&$0)
                })
        }

        func verdict(of name: String, in report: RepositoryReport) throws -> Decision.Verdict {
            try report.image(stage.digest(name)).decision.verdict
        }
    }

    static let family: [ImageEntry] = [
        ImageEntry("amd64", pushed: .daysAgo(40)), ImageEntry("arm64", pushed: .daysAgo(40)),
        ImageEntry("index", tags: ["v1"], pushed: .daysAgo(40), manifests: ["amd64", "arm64"]),
        ImageEntry("signature", pushed: .daysAgo(39), subject: "index"),
        ImageEntry("loose", pushed: .daysAgo(30)), ImageEntry("tagged", tags: ["v2"], pushed: .daysAgo(30)),
    ]

    static func use(
        _ name: String, digest: ImageDigest? = nil, isRunning: Bool = true, start: ImageUse.Start? = nil,
        user: String = "ECS task t-1"
    ) throws -> ImageUse {
        let reference = try #require(ImageReference("123456789012.dkr.ecr.eu-west-1.amazonaws.com/\(name)"))
        return ImageUse(reference: reference, resolvedDigest: digest, isRunning: isRunning, start: start, user: user)
    }

    @Test(
        "an archived index stays that may hold what is in use, and goes where that is younger",
        arguments: [(ImageStatus.archived, 40, true), (.active, 40, true), (.archived, 20, false)])
    func archivedIndex(status: ImageStatus, age: Double, stays: Bool) async throws {
        let stage = try Stage([
            ImageEntry("p1", status: status, pushed: .daysAgo(age)),
            ImageEntry("p2", status: .archived, pushed: .daysAgo(40), archived: .daysAgo(30)),
            ImageEntry(
                "index", tags: ["v1"], status: .archived, pushed: .daysAgo(39), archived: .daysAgo(30),
                manifests: ["p1", "p2"]),
        ])
        let used = try stage.digest("p1")
        var workloads = Workloads(stage: stage, uses: [.ecs: { [try Self.use("app", digest: used)] }])
        workloads.policy.sections[0].rules = [
            Rule(
                priority: 1, storageClass: .archive, tagStatus: .any, count: .sinceImageTransitioned(days: 15),
                action: .expire)
        ]
        for _ in 0..<2 { _ = try await workloads.run() }
        #expect(stage.left().contains(try stage.digest("index")) == stays)
        #expect(stage.left().contains(used))
    }

    @Test("a running platform digest keeps its index, all of that, and its referrers, and names what runs")
    func platformDigest() async throws {
        var workloads = Workloads(stage: try Stage(Self.family))
        let digest = try workloads.stage.digest("amd64")
        workloads.uses[.ecs] = { [try Self.use("app:v1", digest: digest)] }
        let report = try await workloads.run()
        for name in ["amd64", "arm64", "index", "signature"] {
            #expect(try workloads.verdict(of: name, in: report) == .protect)
        }
        #expect(report.counts.deleted == 2)
        #expect(report.byProtection == ["inUse": 4])
        #expect(
            try report.image(digest).decision.sentence == "protected: it is in use by ECS task t-1")
    }

    @Test("a definition keeps what its tag names now, and nothing where the tag is gone")
    func tag() async throws {
        var workloads = Workloads(stage: try Stage(Self.family))
        workloads.uses[.ecs] = {
            [try Self.use("app:v2", isRunning: false), try Self.use("app:v9", isRunning: false)]
        }
        let report = try await workloads.run()
        #expect(try workloads.verdict(of: "tagged", in: report) == .protect)
        #expect(report.counts.deleted == 5)
    }

    @Test("what runs under a tag that is gone keeps every image that was pushed before it started")
    func lostTag() async throws {
        var workloads = Workloads(stage: try Stage(Self.family))
        workloads.uses[.ecs] = { [try Self.use("app:v9", start: .at(TestClock.start - 35 * 86_400))] }
        let report = try await workloads.run()
        for name in ["index", "arm64", "signature"] {
            #expect(try workloads.verdict(of: name, in: report) == .protect)
        }
        for name in ["loose", "tagged"] { #expect(try workloads.verdict(of: name, in: report) == .expire) }
        let sentence = try report.image(workloads.stage.digest("index")).decision.sentence
        #expect(
            sentence.hasPrefix("protected: it may be what ECS task t-1 runs, which is known only by the tag v9 and"))
    }

    @Test("a tag that moved on, or back to an older image, keeps all that was pushed before the task started")
    func movedTag() async throws {
        let images = [
            ImageEntry("x", pushed: .daysAgo(20)), ImageEntry("y", tags: ["prod"], pushed: .daysAgo(60)),
            ImageEntry("other", tags: ["x-1"], pushed: .daysAgo(30)), ImageEntry("z", pushed: .daysAgo(5)),
        ]
        var workloads = Workloads(stage: try Stage(images))
        workloads.policy.sections[0].rules = [.test(.sinceImagePushed(days: 3))]
        workloads.uses[.ecs] = { [try Self.use("app:prod", start: .at(TestClock.start - 10 * 86_400))] }
        let report = try await workloads.run()
        #expect(report.counts.deleted == 1)
        #expect(!workloads.stage.left().contains(try workloads.stage.digest("z")))
    }

    @Test("a task that has not started yet keeps what its tag names now, and nothing else")
    func pendingTask() async throws {
        var workloads = Workloads(stage: try Stage(Self.family))
        workloads.uses[.ecs] = { [try Self.use("app:v2", start: .pending)] }
        #expect(try await workloads.run().counts.deleted == 5)
    }

    @Test("a workload by a tag that may have started at any time keeps every image")
    func unknownStart() async throws {
        var workloads = Workloads(stage: try Stage(Self.family))
        workloads.uses[.ecs] = { [try Self.use("app:v2")] }
        #expect(try await workloads.run().counts.deleted == 0)
    }

    @Test(
        "uses of another registry, region or repository keep nothing",
        arguments: [
            "210987654321.dkr.ecr.eu-west-1.amazonaws.com/app:v2",
            "123456789012.dkr.ecr.us-east-1.amazonaws.com/app:v2",
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app2:v2", "public.ecr.aws/alias/app:v2",
        ])
    func elsewhere(text: String) async throws {
        var workloads = Workloads(stage: try Stage(Self.family))
        let reference = try #require(ImageReference(text))
        workloads.uses[.ecs] = { [ImageUse(reference: reference, isRunning: true, user: "u")] }
        #expect(try await workloads.run().counts.deleted == 6)
    }

    @Test("a source that can't be read blocks what it could have protected, and no more")
    func failClosed() async throws {
        let file = RegistryFile(repositories: [
            RepositoryEntry("app", images: .stale(2)), RepositoryEntry("cache", images: .stale(2)),
        ])
        var workloads = Workloads(stage: try Stage(file))
        workloads.policy.protection.inUse = []
        var guarded = workloads.policy.sections[0]
        guarded.name = "guarded"
        guarded.repositories = NamePatterns(["app"])
        guarded.protection.inUse = [.ecs, .lambda]
        workloads.policy.sections.insert(guarded, at: 0)
        workloads.uses[.lambda] = {
            throw AWSError(
                code: "AccessDeniedException", operation: "lambda:ListFunctions", message: "no", status: 403)
        }
        let summary = try await workloads.summary()
        #expect(summary.repositories.map(\.status) == [.blocked, .succeeded])
        #expect(summary.repositories.map(\.counts.deleted) == [0, 2])
        #expect(summary.status == .partial)
        #expect(summary.sources.map(\.status) == [.ok, .failed])
        let reason = try #require(summary.repositories[0].reason)
        #expect(reason.contains("lambda:ListFunctions"))
        #expect(reason.contains("write protect.inUse without \"lambda\""))
    }

    @Test("images whose use could not be read stay, each with its own rule and reason", arguments: [true, false])
    func usageUnknown(isDryRun: Bool) async throws {
        var workloads = Workloads(
            stage: try Stage(
                Self.family + [ImageEntry("kept", tags: ["new"], pushed: .daysAgo(1), manifests: ["loose"])]))
        workloads.policy.protection.inUse = [.ecs, .lambda]
        workloads.uses[.ecs] = { [try Self.use("app:v2", isRunning: false)] }
        workloads.uses[.lambda] = {
            throw AWSError(
                code: "AccessDeniedException", operation: "lambda:ListFunctions", message: "no", status: 403)
        }
        let summary = try await workloads.summary { $0.isDryRun = isDryRun }
        let report = try #require(summary.repositories.first)
        #expect(report.status == .blocked && summary.status == .partial)
        #expect(report.reason?.contains("allow lambda:ListFunctions") == true)
        // What a kept index holds could never go, and what a source that was read knows is in use.
        #expect(try workloads.verdict(of: "loose", in: report) == .keep)
        #expect(try workloads.verdict(of: "tagged", in: report) == .protect)
        let counts = report.counts
        #expect(counts.usageUnknown == 4 && counts.selected == 0 && counts.protected == 1)
        #expect(counts.kept == 6 && counts.scanned == 7)
        let index = try report.image(workloads.stage.digest("index"))
        #expect(index.decision.rule == 1 && index.outcome == .kept && index.note == nil)
        #expect(index.decision.sentence == "older than 15 days (40.0); kept, since not all is known that may keep it")
        #expect(
            try report.image(workloads.stage.digest("arm64")).decision.sentence.hasPrefix("a manifest of the index"))
        #expect(workloads.stage.left().count == 7)
    }

    @Test("a repository whose uses a source does not see is blocked, and others are not")
    func notSeen() async throws {
        let home = ImageReference.Registry.ecr(account: "123456789012", region: "eu-west-1")
        var workloads = Workloads(stage: try Stage(.stale(2)))
        workloads.policy.protection.inUse = [.ecs, .inspector]
        for registry in [home, .ecr(account: "123456789012", region: "us-east-1"), .ecrPublic(alias: "a")] {
            workloads.seen[.inspector] = [.init("other", in: home), .init("app", in: registry)]
            let report = try await workloads.run { $0.isDryRun = true }
            #expect(report.status == (registry == home ? .succeeded : .blocked))
            #expect(report.counts.usageUnknown == (registry == home ? 0 : 2))
        }
        let report = try await workloads.run()
        #expect(report.reason?.contains("inspector: it does not cover the repository app. Include") == true)
        #expect(workloads.stage.left().count == 2)
    }

    @Test("where nothing would go anyway, a source that can't be read blocks nothing")
    func unreadableWithoutNeed() async throws {
        var workloads = Workloads(stage: try Stage([ImageEntry("used", tags: ["v2"], pushed: .daysAgo(30))]))
        workloads.policy.protection.inUse = [.ecs, .lambda]
        workloads.uses[.ecs] = { [try Self.use("app:v2", isRunning: false)] }
        workloads.uses[.lambda] = { throw AWSError(code: "AccessDenied", operation: "lambda:X", message: "no") }
        let summary = try await workloads.summary()
        #expect(summary.status == .succeeded)
    }

    @Test(
        "nobody is asked whom the policy does not name, nor in a narrowed run that would delete nothing",
        arguments: [false, true])
    func notAsked(isNarrowed: Bool) async throws {
        let count = Mutex(0)
        var workloads = Workloads(stage: try Stage([ImageEntry("fresh", pushed: .daysAgo(1))]))
        for name in UsageSourceName.allCases {
            workloads.uses[name] = {
                count.withLock { $0 += 1 }
                return []
            }
        }
        let summary = try await workloads.summary {
            if isNarrowed { $0.narrowing = [NamePatterns(exactly: "app")] }
        }
        // A run of the whole registry says what is in use but gone.
        #expect(summary.sources == [SourceReport(name: "ecs", status: isNarrowed ? .notNeeded : .ok)])
        #expect(count.withLock { $0 } == (isNarrowed ? 0 : 1))
    }

    @Test("what has come into use since is left, with all that it belongs to, once the reading is five minutes old")
    func readAgain() async throws {
        var workloads = Workloads(stage: try Stage(Self.family))
        let stage = workloads.stage
        let digest = try stage.digest("arm64")
        let asked = Mutex(0)
        workloads.uses[.ecs] = {
            let number = asked.withLock { count in
                count += 1
                return count
            }
            return number == 1 ? [] : [try Self.use("app:v1", digest: digest, user: "ECS task t-2")]
        }
        stage.registry.on(.before, call: 1, of: "BatchGetImage") { _ in stage.clock.advance(by: 301) }
        let report = try await workloads.run()
        #expect(asked.withLock { $0 } == 2)
        #expect(report.counts.deleted == 2)
        #expect(report.counts.skipped == 4)
        let note = try report.image(digest).note
        #expect(note == "it changed since it was planned: it is in use by ECS task t-2")
        #expect(stage.left().count == 4)
    }

    @Test("when it can't be read again, nothing more is deleted")
    func unreadableAgain() async throws {
        var workloads = Workloads(stage: try Stage(.stale(3)))
        let stage = workloads.stage
        let asked = Mutex(0)
        workloads.uses[.ecs] = {
            let number = asked.withLock { count in
                count += 1
                return count
            }
            guard number == 1 else {
                throw AWSError(code: "ThrottlingException", operation: "ecs:ListTasks", message: "slow", status: 400)
            }
            return []
        }
        // The first reading comes after the listing, and the second look at the images after that.
        stage.registry.on(.before, call: 2, of: "DescribeImages") { _ in stage.clock.advance(by: 600) }
        let report = try await workloads.run()
        #expect(asked.withLock { $0 } == 2)
        #expect(report.counts.deleted == 0)
        #expect(report.counts.skipped == 3)
        #expect(report.status == .blocked)
        #expect(report.reason?.contains("ecs:ListTasks") == true)
        #expect(report.images.allSatisfy { $0.note?.contains("ecs:ListTasks") == true })
        #expect(stage.left().count == 3)
    }

    @Test("images that the policy names are kept, by tag and by digest")
    func namedImages() async throws {
        var workloads = Workloads(stage: try Stage(Self.family))
        let digest = try workloads.stage.digest("loose")
        workloads.policy.protection = Protection(images: [
            try Self.use("app:v2").reference, try Self.use("app@\(digest)").reference,
        ])
        let report = try await workloads.run()
        #expect(report.byProtection == ["imageUris": 2])
        #expect(report.counts.deleted == 4)
    }
}
