import AWSClient
import ECRClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import Retention
import RetentionTestSupport
import TestSupport
import Testing

@testable import Cleanup

@Suite("Exact bytes of a run")
struct ExactBytesRunTests {
    private static let role = "arn:aws:iam::123456789012:role/ecr-cleanup"

    /// The size of each configuration that the simulator makes.
    private static let configuration: Int64 = 1_470

    private static let base = LayerEntry("base", sizeInBytes: 50_000)

    /// Two images that go and one that stays, all on one base; the two that go also share a layer.
    private static let images = [
        ImageEntry("old", pushed: .daysAgo(40), layers: [base, LayerEntry("libraries", sizeInBytes: 7_000)]),
        ImageEntry(
            "older", pushed: .daysAgo(50), sizeInBytes: 57_300,
            layers: [base, LayerEntry("libraries", sizeInBytes: 7_000)]),
        ImageEntry("new", tags: ["v1"], pushed: .daysAgo(40), sizeInBytes: 50_020, layers: [base]),
    ]

    private func stage(
        _ images: [ImageEntry] = images, isExcluded: Bool = true, faults: [Fault] = [], names: [String] = ["app"]
    ) throws -> Stage {
        try Stage(
            RegistryFile(
                repositories: names.map { RepositoryEntry($0, images: images) },
                pullTimeUpdateExclusions: isExcluded ? [Self.role] : [], faults: FaultPlan(faults)))
    }

    private static let identity = """
        <GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::123456789012:assumed-role/ecr-cleanup/run\
        </Arn><UserId>A:run</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>
        """

    private func run(
        _ stage: Stage, isDryRun: Bool = true, _ adjust: (inout CleanupRequest) -> Void = { _ in }
    ) async throws -> Summary {
        let region = try #require(Region("eu-west-1"))
        let sts = STSClient(
            client: AWSClient(
                AWSClient.Configuration(
                    service: .sts, endpoint: try EndpointResolver(environment: [:]).endpoint(for: .sts, in: region)),
                transport: StubTransport { _, _ in TransportResponse(.ok, text: Self.identity) },
                credentials: TestCredentials(), system: stage.system))
        let service = CleanupService(registry: try stage.client(), region: region, sts: sts, system: stage.system)
        return await service.run(
            .deleting {
                $0.isDryRun = isDryRun
                $0.countsExactBytes = true
                adjust(&$0)
            })
    }

    @Test("count each layer once, and free what nothing that stays has", arguments: [true, false])
    func counts(isDryRun: Bool) async throws {
        let stage = try stage()
        let summary = try await run(stage, isDryRun: isDryRun)
        let report = try #require(summary.repositories.first)
        let bytes = try #require(report.exactBytes)
        #expect(bytes.stored == .init(atLeast: 50_000 + 7_000 + 300 + 20 + 3 * Self.configuration))
        #expect(bytes.freed == .init(atLeast: 7_000 + 300 + 2 * Self.configuration))
        #expect(bytes.after == .init(atLeast: 50_000 + 20 + Self.configuration))
        #expect(bytes.unreadImages == 0 && report.exactBytesFailure == nil)
        #expect(report.counts.bytesScanned == 57_000 + 57_300 + 50_020)
        #expect(summary.exactBytes == bytes)
        #expect(summary.otherWarnings.isEmpty)
        #expect(report.counts.deleted == (isDryRun ? 0 : 2))
        #expect(summary.calls.calls["BatchGetImage"] == 1)
        #expect(stage.registry.images(in: "app").allSatisfy { $0.lastPulledAt == nil })
    }

    @Test("are not counted where ECR would record pulls: no manifest is read, and the warning says what to do")
    func recorded() async throws {
        let summary = try await run(try stage(isExcluded: false), isDryRun: false)
        #expect(summary.exactBytes == nil)
        #expect(summary.calls.calls["BatchGetImage"] == nil)
        #expect(summary.totals.deleted == 2 && summary.status == .succeeded)
        #expect(
            summary.otherWarnings == [
                "exact bytes are not counted: ECR would record the reading of all manifests as pulls by \(Self.role) "
                    + "(write the role's path before its name, where it has one). To do: "
                    + "aws ecr register-pull-time-update-exclusion --region eu-west-1 --principal-arn \(Self.role)"
            ])
    }

    @Test("are not counted where it is unknown whether ECR records pulls")
    func unknown() async throws {
        let summary = try await run(
            try stage(faults: [Fault(.expiredToken, of: "ListPullTimeUpdateExclusions")]), isDryRun: false)
        #expect(summary.exactBytes == nil && summary.calls.calls["BatchGetImage"] == nil)
        #expect(summary.totals.deleted == 2 && summary.status == .succeeded)
        #expect(summary.otherWarnings.count == 1)
        #expect(summary.otherWarnings.first?.contains("it is not known whether ECR would record") == true)
    }

    @Test("of archived images are a range, and no warning")
    func archived() async throws {
        let archived = ImageEntry(
            "archived", tags: ["a"], status: .archived, pushed: .daysAgo(90), archived: .daysAgo(30), sizeInBytes: 600)
        let summary = try await run(try stage(Self.images + [archived]), isDryRun: false)
        let bytes = try #require(summary.exactBytes)
        #expect(bytes.unreadImages == 1)
        #expect(bytes.stored.atMost - bytes.stored.atLeast == 600)
        let freed = 7_300 + 2 * Self.configuration
        #expect(bytes.freed == .init(atLeast: freed - 600, atMost: freed))
        #expect(summary.otherWarnings.isEmpty)
        #expect(summary.totals.deleted == 2)
    }

    @Test("are a range with a warning if manifests are not given, and nothing else changes")
    func failures() async throws {
        let failure = ItemFailure(code: "KmsError", reason: "the key is disabled")
        for fault in [Fault(.itemFailure(failure), of: "BatchGetImage"), Fault(.accessDenied, of: "BatchGetImage")] {
            let summary = try await run(try stage(faults: [fault]), isDryRun: false)
            let bytes = try #require(summary.exactBytes)
            #expect(bytes.unreadImages == 3)
            #expect(bytes.stored == .init(atMost: 57_000 + 57_300 + 50_020))
            #expect(bytes.freed == .init(atMost: 57_000 + 57_300))
            #expect(summary.totals.deleted == 2 && summary.status == .succeeded)
            #expect(summary.otherWarnings.count == 1)
            #expect(summary.otherWarnings.first?.hasPrefix("exact bytes are a range in app, since") == true)
        }
    }

    @Test("of what can't be verified are unknown: another digest than the manifest's")
    func otherDigest() async throws {
        let forged = ImageEntry(
            "forged", digest: try .test(1), tags: ["f"], pushed: .daysAgo(3), sizeInBytes: 100)
        let summary = try await run(try stage(Self.images + [forged]), isDryRun: false)
        #expect(summary.exactBytes?.unreadImages == 1)
        #expect(summary.otherWarnings.first?.contains("another digest") == true)
        #expect(summary.totals.deleted == 2)
    }

    @Test("read no index, and no manifest twice")
    func indexes() async throws {
        let stage = try stage(
            Self.images + [
                ImageEntry("amd64", pushed: .daysAgo(60), sizeInBytes: 900),
                ImageEntry("index", pushed: .daysAgo(60), manifests: ["amd64"]),
                ImageEntry("untyped", pushed: .daysAgo(70), sizeInBytes: 80, hasMediaType: false),
            ])
        let summary = try await run(stage, isDryRun: false)
        #expect(summary.exactBytes?.unreadImages == 0)
        #expect(summary.exactBytes?.freed == .init(atLeast: 7_300 + 900 + 80 + 4 * Self.configuration))
        let asked = stage.transport.requests.filter { $0.operation == "BatchGetImage" }.map(\.bodyText)
        for name in ["amd64", "index", "untyped", "old", "new"] {
            let digest = try stage.digest(name).description
            #expect(asked.count { $0.contains(digest) } == 1, "\(name)")
        }
    }

    @Test("are counted where nothing goes, too")
    func nothingGoes() async throws {
        let summary = try await run(try stage([Self.images[2]]))
        #expect(summary.exactBytes?.stored == .init(atLeast: 50_020 + Self.configuration))
        #expect(summary.exactBytes?.freed == .init(atMost: 0))
    }

    @Test("count only what was deleted: an image that is tagged meanwhile stays, with its layers")
    func skipped() async throws {
        let stage = try stage()
        let older = try stage.digest("older")
        stage.registry.on(.after, call: 1, of: "BatchGetImage") { $0.tag(older, as: "kept", in: "app") }
        let summary = try await run(stage, isDryRun: false)
        #expect(summary.totals.deleted == 1 && summary.totals.skipped == 1)
        #expect(summary.exactBytes?.freed == .init(atLeast: Self.configuration))
    }

    @Test("do not hide a pull: an image that is pulled while manifests are read is not deleted")
    func pulled() async throws {
        let stage = try stage()
        let older = try stage.digest("older")
        stage.registry.on(.after, call: 1, of: "BatchGetImage") { $0.pull(older, in: "app") }
        let summary = try await run(stage, isDryRun: false) {
            $0.policy.sections[0].rules = [.test(1, .untagged, .sinceImagePulled(days: 30))]
        }
        #expect(stage.left().contains(older))
        #expect(summary.totals.deleted == 1)
    }

    @Test("are given up after half of the time, not the cleanup")
    func deadline() async throws {
        let stage = try stage()
        stage.registry.on(.after, call: 1, of: "DescribeImages") { _ in stage.clock.advance(by: 400) }
        let summary = try await run(stage, isDryRun: false) { $0.deadline = TestClock.start + 780 }
        #expect(summary.totals.deleted == 2 && summary.status == .succeeded)
        #expect(summary.exactBytes?.unreadImages == 3)
        #expect(summary.calls.calls["BatchGetImage"] == nil)
        #expect(summary.otherWarnings.first?.contains("time ran out while manifests were read") == true)
    }

    @Test("are read with a call for a hundred images, and survive the summary's JSON")
    func calls() async throws {
        let images = (0..<250).map {
            ImageEntry("image-\($0)", pushed: .daysAgo(Double($0) / 10), sizeInBytes: 60_000, layers: [Self.base])
        }
        let summary = try await run(try stage(images, names: ["app", "bpp"]))
        #expect(summary.calls.calls["BatchGetImage"] == 6)
        #expect(summary.calls.calls["ListPullTimeUpdateExclusions"] == 1)
        // Each repository has its own copy of the base.
        #expect(
            summary.exactBytes?.stored == .init(atLeast: 2 * (50_000 + 250 * (10_000 + Self.configuration))))
        var read = try Summary(json: summary.compactJSON(.none))
        #expect(read.exactBytes == summary.exactBytes)
        // What one repository lacks is known up to its sizes.
        read.repositories[1].exactBytes = nil
        let (known, counts) = (try #require(read.repositories[0].exactBytes), read.repositories[1].counts)
        let (stored, freed) = (known.stored.atLeast, known.freed.atLeast)
        #expect(read.exactBytes?.stored == .init(atLeast: stored, atMost: stored + counts.bytesScanned))
        #expect(read.exactBytes?.freed == .init(atLeast: freed, atMost: freed + counts.bytesSelected))
    }
}

extension ExactBytes.Amount {
    /// A known amount.
    fileprivate init(atLeast amount: Int64) { self.init(atLeast: amount, atMost: amount) }
}

extension Summary {
    /// The warnings, but for those of repositories that would be emptied.
    fileprivate var otherWarnings: [String] { warnings.filter { !$0.hasPrefix("the policy takes every image") } }
}
