import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import Retention
import RetentionTestSupport
import TestSupport
import Testing

@testable import Cleanup

@Suite("The warning about pull times")
struct PullTimeWarningTests {
    private static let role = "arn:aws:iam::123456789012:role/ecr-cleanup"

    /// An index that nobody has pulled for long, with a manifest that somebody has.
    private static let images = [
        ImageEntry("index", tags: ["v1"], pushed: .daysAgo(100), pulled: .daysAgo(60), manifests: ["amd64"]),
        ImageEntry("amd64", pushed: .daysAgo(100), pulled: .daysAgo(60)),
    ]

    /// A policy that takes what has not been pulled for 30 days.
    private static let byPulls = Policy(
        sections: [
            Policy.Section(
                name: "pulls", repositories: .all,
                rules: [Rule(priority: 1, tagStatus: .any, count: .sinceImagePulled(days: 30), action: .expire)])
        ], protection: Protection(inUse: Protection.defaultSources))

    private func stage(
        _ images: [ImageEntry] = images, excluding exclusions: [String] = [], faults: [Fault] = [],
        repositories: [String] = ["app"]
    ) throws -> Stage {
        try Stage(
            RegistryFile(
                repositories: repositories.map { RepositoryEntry($0, images: images) },
                pullTimeUpdateExclusions: exclusions, faults: FaultPlan(faults)))
    }

    /// What AWS STS answers to a session of the simulator's caller.
    private static let session = StubTransport { _, _ in
        .identity("arn:aws:sts::123456789012:assumed-role/ecr-cleanup/run")
    }

    private func service(_ stage: Stage, sts transport: StubTransport?) throws -> CleanupService {
        let region = try #require(Region("eu-west-1"))
        let sts = try transport.map {
            STSClient(
                client: AWSClient(
                    AWSClient.Configuration(
                        service: .sts,
                        endpoint: try EndpointResolver(environment: [:]).endpoint(for: .sts, in: region)),
                    transport: $0, credentials: TestCredentials(), system: stage.system))
        }
        return CleanupService(
            registry: try stage.client(), region: region, sts: sts, system: stage.system)
    }

    private func run(
        _ stage: Stage, sts transport: StubTransport? = session, policy: Policy = byPulls,
        _ adjust: (inout CleanupRequest) -> Void = { _ in }
    ) async throws -> Summary {
        try await service(stage, sts: transport).run(
            .deleting {
                $0.policy = policy
                adjust(&$0)
            })
    }

    @Test("names the role and what to do, in dry runs too", arguments: [true, false])
    func warning(isDryRun: Bool) async throws {
        let summary = try await run(try stage()) { $0.isDryRun = isDryRun }
        #expect(
            summary.otherWarnings == [
                "the policy looks at pull times, and ECR records this program's reading of manifests as pulls by "
                    + "\(Self.role) (write the role's path before its name, where it has one). To do: "
                    + "aws ecr register-pull-time-update-exclusion --region eu-west-1 --principal-arn \(Self.role)"
            ])
        #expect(summary.status == .succeeded)
        #expect(summary.totals.selected == 2)
        #expect(summary.calls.calls["GetCallerIdentity"] == 1)
        #expect(summary.calls.calls["ListPullTimeUpdateExclusions"] == 1)
    }

    @Test("is given once, however many repositories there are")
    func once() async throws {
        let summary = try await run(try stage(repositories: ["app", "bpp", "cpp"]))
        #expect(summary.otherWarnings.count == 1)
        #expect(summary.calls.calls["BatchGetImage"] == 3)
        #expect(summary.calls.calls["GetCallerIdentity"] == 1)
    }

    @Test(
        "is not given to a role that ECR leaves out",
        arguments: [role, "arn:aws:iam::123456789012:role/path/ecr-cleanup"])
    func exempt(exclusion: String) async throws {
        let summary = try await run(try stage(excluding: ["arn:aws:iam::123456789012:role/scanner", exclusion]))
        #expect(summary.otherWarnings.isEmpty)
        #expect(summary.calls.calls["ListPullTimeUpdateExclusions"] == 1)
    }

    @Test("looks at every page of those whom ECR leaves out")
    func pages() async throws {
        let others = (1000..<2500).map { "arn:aws:iam::123456789012:role/a\($0)" }
        let summary = try await run(try stage(excluding: others + [Self.role]))
        #expect(summary.otherWarnings.isEmpty)
        #expect(summary.calls.calls["ListPullTimeUpdateExclusions"] == 2)
    }

    @Test(
        "tells a user what to do, and the root user that nothing can be done",
        arguments: [
            ("user/jane", "--principal-arn arn:aws:iam::123456789012:user/jane"), ("root", "run it as a role"),
        ])
    func others(caller: String, advice: String) async throws {
        let sts = StubTransport { _, _ in .identity("arn:aws:iam::123456789012:\(caller)") }
        let warning = try #require(try await run(try stage(), sts: sts).warnings.first)
        #expect(warning.contains(":\(caller). To do: "))
        #expect(warning.contains(advice))
    }

    @Test("is of no concern where the policy doesn't look at pulls, or where no manifest was read")
    func notNeeded() async throws {
        let byPushes = Policy(
            sections: [
                Policy.Section(
                    name: "pushes", repositories: .all,
                    rules: [Rule(priority: 1, tagStatus: .any, count: .sinceImagePushed(days: 30), action: .expire)])
            ], protection: Protection(inUse: Protection.defaultSources))
        let single = [ImageEntry("single", pushed: .daysAgo(100))]
        let recent = [
            ImageEntry("index", tags: ["v1"], pushed: .daysAgo(100), pulled: .daysAgo(1), manifests: ["amd64"]),
            ImageEntry("amd64", pushed: .daysAgo(100), pulled: .daysAgo(1)),
        ]
        for (images, policy) in [(Self.images, byPushes), (single, Self.byPulls), (recent, Self.byPulls)] {
            let summary = try await run(try stage(images), policy: policy)
            #expect(summary.otherWarnings.isEmpty)
            #expect(summary.calls.calls["GetCallerIdentity"] == nil)
            #expect(summary.calls.calls["ListPullTimeUpdateExclusions"] == nil)
        }
    }

    @Test("is of concern where only a veto looks at pulls", arguments: [false, true])
    func veto(isNewestPulled: Bool) async throws {
        var policy = Policy.builtIn
        if isNewestPulled { policy.protection.newestPulled = 1 } else { policy.protection.pulledWithinDays = 30 }
        let images = [
            ImageEntry("index", pushed: .daysAgo(100), pulled: .daysAgo(60), manifests: ["amd64"]),
            ImageEntry("amd64", pushed: .daysAgo(100), pulled: .daysAgo(60)),
        ]
        #expect(try await run(try stage(images), policy: policy).otherWarnings.count == 1)
    }

    @Test("is not all: indexes that earlier runs read don't displace what was pulled", arguments: [true, false])
    func readings(isDryRun: Bool) async throws {
        let builds = (0..<4).flatMap { number in
            [
                ImageEntry("amd64-\(number)", pushed: .daysAgo(Double(number + 1))),
                ImageEntry(
                    "build-\(number)", tags: [ImageTag("build-\(number)")], pushed: .daysAgo(Double(number + 1)),
                    manifests: ["amd64-\(number)"]),
            ]
        }
        let pulled = (1...3).map { number in
            ImageEntry(
                "release-\(number)", tags: [ImageTag("1.\(number)")], pushed: .daysAgo(40),
                pulled: .daysAgo(Double(number)))
        }
        let stage = try stage(builds + pulled + [ImageEntry("old", tags: ["0.1"], pushed: .daysAgo(90))])
        var policy = Self.byPulls
        policy.sections[0].rules = [.test(.sinceImagePushed(days: 14))]
        policy.protection = Protection(newestPulled: 3, inUse: [])
        for night in 0..<3 {
            _ = try await stage.clean {
                $0.policy = policy
                $0.isDryRun = isDryRun && night == 0
            }
        }
        #expect(stage.registry.calls["BatchGetImage", default: 0] > 0)
        #expect(stage.left().count == 11)
    }

    @Test("is given where an index can't be read, since others may have been")
    func unreadable() async throws {
        let failure = ItemFailure(code: "KmsError", reason: "the key is disabled")
        let summary = try await run(try stage(faults: [Fault(.itemFailure(failure), of: "BatchGetImage")]))
        #expect(summary.repositories.first?.status == .blocked)
        #expect(summary.otherWarnings.count == 1)
    }

    @Test("is not all: a pull between the listing and the reading of a manifest counts", arguments: [true, false])
    func hiddenPull(isPulled: Bool) async throws {
        let stage = try Stage(.family)
        let index = try stage.digest("index")
        if isPulled { stage.registry.on(.after, call: 1, of: "DescribeImages") { $0.pull(index, in: "app") } }
        _ = try await stage.clean {
            $0.policy.sections[0].rules = [.test(1, .patterns("v*"), .sinceImagePulled(days: 14))]
        }
        #expect(stage.left().contains(index) == isPulled)
    }

    @Test("says that it isn't known who calls, and why, and changes nothing else")
    func unknownCaller() async throws {
        let denied = StubTransport { _, _ in
            TransportResponse(
                .forbidden,
                text: "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>")
        }
        for sts in [denied, nil] {
            let summary = try await run(try stage(), sts: sts)
            #expect(summary.otherWarnings.count == 1)
            #expect(summary.otherWarnings.first?.contains("it is not known whether") == true)
            #expect(
                summary.otherWarnings.first?.contains(sts == nil ? "who calls" : "sts:GetCallerIdentity: AccessDenied")
                    == true)
            #expect(summary.status == .succeeded)
            #expect(summary.totals.deleted == 2)
            #expect(summary.calls.calls["ListPullTimeUpdateExclusions"] == nil)
        }
    }

    @Test("says that it isn't known whom ECR leaves out, and why, and changes nothing else")
    func unknownExclusions() async throws {
        let stage = try stage(faults: [Fault(.expiredToken, of: "ListPullTimeUpdateExclusions")])
        let summary = try await run(stage)
        let warning = try #require(summary.otherWarnings.first)
        #expect(summary.otherWarnings.count == 1)
        #expect(warning.contains("it is not known whether"))
        #expect(warning.contains("by \(Self.role),"))
        #expect(warning.contains("ecr:ListPullTimeUpdateExclusions: ExpiredTokenException"))
        #expect(summary.status == .succeeded)
        #expect(summary.totals.deleted == 2)
    }

    @Test("asks nothing when the time is over, and says so")
    func deadline() async throws {
        let stage = try stage()
        stage.registry.on(.after, call: 2, of: "BatchDeleteImage") { _ in stage.clock.advance(by: 100) }
        let sts = StubTransport([])
        let summary = try await run(stage, sts: sts) { $0.deadline = TestClock.start + 50 }
        #expect(summary.totals.deleted == 2)
        #expect(summary.status == .succeeded)
        #expect(summary.otherWarnings.count == 1)
        #expect(summary.otherWarnings.first?.hasSuffix(": time ran out") == true)
        #expect(sts.requests.isEmpty)
        #expect(summary.calls.calls["ListPullTimeUpdateExclusions"] == nil)
    }

    @Test("asks no more when the time ends between its questions")
    func deadlineMeanwhile() async throws {
        let stage = try stage()
        let sts = StubTransport { _, _ in
            stage.clock.advance(by: 100)
            return .identity("arn:aws:sts::123456789012:assumed-role/ecr-cleanup/run")
        }
        let summary = try await run(stage, sts: sts) { $0.deadline = TestClock.start + 50 }
        #expect(summary.status == .succeeded)
        #expect(summary.otherWarnings.first?.hasSuffix(": time ran out") == true)
        #expect(summary.calls.calls["ListPullTimeUpdateExclusions"] == nil)
    }

    @Test("asks nothing in a run that was cancelled, and says so")
    func cancelled() async throws {
        let stage = try stage()
        let sts = StubTransport([])
        let service = try service(stage, sts: sts)
        let task = TaskBox()
        stage.registry.on(.after, call: 1, of: "BatchGetImage") { _ in task.cancel() }
        let summary = await task.run { await service.run(.deleting { $0.policy = Self.byPulls }) }
        #expect(summary.status == .incomplete)
        #expect(summary.otherWarnings.count == 1)
        #expect(summary.otherWarnings.first?.hasSuffix(": the run was cancelled") == true)
        #expect(sts.requests.isEmpty)
    }
}

extension TransportResponse {
    /// What AWS STS answers to a caller.
    fileprivate static func identity(_ arn: String) -> TransportResponse {
        TransportResponse(
            .ok,
            text: """
                <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <GetCallerIdentityResult>
                    <Arn>\(arn)</Arn><UserId>AROAEXAMPLE:run</UserId><Account>123456789012</Account>
                  </GetCallerIdentityResult>
                </GetCallerIdentityResponse>
                """)
    }
}

extension Summary {
    /// The warnings, but for those of repositories that would be emptied.
    fileprivate var otherWarnings: [String] { warnings.filter { !$0.hasPrefix("the policy takes every image") } }
}
