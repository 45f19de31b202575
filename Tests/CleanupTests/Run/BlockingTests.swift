import HTTPTransport
import HTTPTypes
import ImageModel
import Retention
import RetentionTestSupport
import TestSupport
import Testing

@testable import Cleanup
@testable import ECRSimulator

@Suite("What keeps a whole repository from being cleaned")
struct BlockingTests {
    private static let fresh = [ImageEntry("fresh", pushed: .daysAgo(1))]

    private static func clean(
        _ limits: Limits, isDryRun: Bool = false
    ) async throws -> (report: RepositoryReport, stage: Stage) {
        let stage = try Stage(.stale(3) + fresh)
        let summary = try await stage.clean {
            $0.policy.limits = limits
            $0.isDryRun = isDryRun
        }
        return (try #require(summary.repositories.first), stage)
    }

    @Test(
        "a limit that is exceeded blocks before the first deletion, in a dry run too, and is named",
        arguments: [
            (
                Limits(maximumImagesPerRepository: 2),
                "3 images are selected, and limits.maxImagesPerRepository allows 2"
            ),
            (
                Limits(maximumImagesPerRepository: 0),
                "3 images are selected, and limits.maxImagesPerRepository allows 0"
            ),
            (Limits(maximumShare: 0.74), "3 of 4 images are selected, and limits.maxShare allows a share of 0.74"),
            (Limits(maximumShare: 0), "3 of 4 images are selected, and limits.maxShare allows a share of 0.0"),
        ], [false, true])
    func exceeded(limit: (limits: Limits, reason: String), isDryRun: Bool) async throws {
        let (report, stage) = try await Self.clean(limit.limits, isDryRun: isDryRun)
        #expect(report.status == .blocked)
        #expect(report.reason == limit.reason)
        #expect(report.counts.selected == 3)
        #expect(report.counts.skipped == 3)
        #expect(stage.left().count == 4)
        #expect(stage.registry.calls["BatchDeleteImage"] == nil)
    }

    @Test(
        "a limit that is just met blocks nothing",
        arguments: [Limits(maximumImagesPerRepository: 3), Limits(maximumShare: 0.75), Limits(maximumImages: 3)])
    func met(limits: Limits) async throws {
        let (report, stage) = try await Self.clean(limits)
        #expect(report.status == .succeeded)
        #expect(report.counts.deleted == 3)
        #expect(stage.left().count == 1)
    }

    @Test("a share that no binary number hits is taken for what it says")
    func share() async throws {
        #expect(Limits(maximumShare: 0.29).obstacle(to: 29, of: 100) == nil)
        #expect(Limits(maximumShare: 0.29).obstacle(to: 30, of: 100) != nil)
    }

    @Test("the smaller of the policy's and the request's number of images holds, and what is left is counted")
    func maximumImages() async throws {
        for (policy, request) in [(1, 2), (2, 1)] {
            let stage = try Stage(.stale(3))
            let summary = try await stage.clean {
                $0.policy.limits.maximumImages = policy
                $0.maximumImages = request
            }
            #expect(summary.totals.deleted == 1)
            #expect(summary.totals.remaining == 2)
            #expect(summary.status == .succeeded)
        }
    }

    private static let index = [
        ImageEntry("child", pushed: .daysAgo(40)),
        ImageEntry("index", tags: ["v1"], pushed: .daysAgo(40), manifests: ["child"]),
        ImageEntry("loose", pushed: .daysAgo(40)),
    ]

    /// A registry that gives a manifest for the index, whose digest is that of the manifest unless told otherwise.
    private static func giving(
        _ manifest: String, digest: ImageDigest? = nil, mediaType: MediaType? = .imageIndex
    ) throws -> (Stage, StubTransport) {
        let digest = digest ?? .of(manifest)
        var images = index
        images[1].digest = digest
        (images[1].mediaType, images[1].hasMediaType) = (mediaType, mediaType != nil)
        let stage = try Stage(images)
        let simulator = SimulatorTransport(to: stage.registry)
        let text = manifest.replacing("\"", with: "\\\"")
        let transport = StubTransport { request, _ in
            guard request.operation == "BatchGetImage" else { return try await simulator.send(request) }
            return TransportResponse(
                .ok, text: #"{"images":[{"imageId":{"imageDigest":"\#(digest)"},"imageManifest":"\#(text)"}]}"#)
        }
        return (stage, transport)
    }

    @Test(
        "a manifest whose bytes have another digest than the one asked for blocks the repository",
        arguments: [nil, MediaType.imageIndex, MediaType("application/vnd.acme.index+json")])
    func otherManifest(mediaType: MediaType?) async throws {
        let (stage, transport) = try Self.giving(#"{"manifests":[]}"#, digest: .test(7), mediaType: mediaType)
        let report = await (try stage.service(through: transport)).run(.deleting()).repositories[0]
        #expect(report.status == .blocked)
        #expect(report.reason?.hasSuffix("can't be read: what the registry gave has another digest") == true)
        #expect(stage.left().count == 3)
    }

    @Test(
        "a manifest of no known type that is neither an index nor an image blocks its repository",
        arguments: [
            "no JSON", "{}", "[]", #"{"manifests":null}"#, #"{"manifests":{},"config":{}}"#, #"{"layers":null}"#,
        ],
        [nil, MediaType("application/json")])
    func unintelligibleOfNoKnownType(manifest: String, mediaType: MediaType?) async throws {
        let (stage, transport) = try Self.giving(manifest, mediaType: mediaType)
        let report = await (try stage.service(through: transport)).run(.deleting()).repositories[0]
        #expect(report.status == .blocked)
        #expect(stage.left().count == 3)
    }

    @Test("an index that ECR will not give blocks its repository, and no other")
    func refusedIndex() async throws {
        let file = RegistryFile(
            repositories: [RepositoryEntry("app", images: Self.index), RepositoryEntry("other", images: .stale(2))],
            faults: FaultPlan([Fault(.itemFailure(ItemFailure(code: "KmsError")), of: "BatchGetImage")]))
        let stage = try Stage(file)
        let summary = try await stage.clean()
        #expect(summary.repositories.map(\.status) == [.blocked, .succeeded])
        #expect(summary.repositories.map(\.counts.deleted) == [0, 2])
        #expect(summary.status == .partial)
        let index = try stage.digest("index")
        #expect(
            summary.repositories[0].reason?.hasPrefix("the manifest \(index) can't be read: KmsError")
                == true)
    }

    @Test(
        "an index whose manifest can't be understood blocks its repository",
        arguments: [
            "no JSON", "{}", #"{"manifests":null}"#, #"{"manifests":[{}]}"#, #"{"manifests":[],"manifests":[]}"#,
            #"{"manifests":[{"digest":"sha256:ABC"}]}"#, #"{"manifests":[{"digest":""}]}"#,
            #"{"manifests":[{"digest":"sha256"}]}"#, #"{"manifests":[{"digest":"sha512:"}]}"#,
            #"{"manifests":[{"digest":" sha512:0a"}]}"#, #"{"manifests":[{"digest":"sha512:0a/"}]}"#,
            #"{"manifests":[{"digest":"\#u{FEFF}sha256:\#(String(repeating: "a", count: 64))"}]}"#,
        ])
    func unintelligible(manifest: String) async throws {
        let (stage, transport) = try Self.giving(manifest)
        let digest = try stage.digest("index")
        let summary = await (try stage.service(through: transport)).run(.deleting())
        #expect(summary.repositories[0].status == .blocked)
        #expect(summary.repositories[0].reason?.contains("\(digest) can't be read") == true)
        #expect(stage.left().count == 3)
    }

    @Test("what an index holds by another algorithm than ECR's is no image of the repository, and does not block it")
    func otherAlgorithm() async throws {
        let held = "sha512+b64u:" + String(repeating: "aA0_-=", count: 10)
        let (stage, transport) = try Self.giving(#"{"manifests":[{"digest":"\#(held)"}]}"#)
        let summary = await (try stage.service(through: transport)).run(.dry())
        #expect(summary.repositories[0].status == .succeeded)
    }

    @Test("a manifest that was not asked for blocks the repository")
    func unasked() async throws {
        let stage = try Stage(Self.index)
        let digest = try stage.digest("loose")
        let simulator = SimulatorTransport(to: stage.registry)
        let transport = StubTransport { request, _ in
            guard request.operation == "BatchGetImage" else { return try await simulator.send(request) }
            let manifest = #"{\"manifests\":[]}"#
            return TransportResponse(
                .ok, text: #"{"images":[{"imageId":{"imageDigest":"\#(digest)"},"imageManifest":"\#(manifest)"}]}"#)
        }
        let report = await (try stage.service(through: transport)).run(.deleting()).repositories[0]
        #expect(report.status == .blocked)
        #expect(report.reason?.contains("without being asked for it") == true)
        #expect(stage.left().count == 3)
    }

    @Test("an index that ECR does not speak of blocks its repository")
    func unanswered() async throws {
        let stage = try Stage(Self.index)
        let simulator = SimulatorTransport(to: stage.registry)
        let transport = StubTransport { request, _ in
            request.operation == "BatchGetImage"
                ? TransportResponse(.ok, text: "{}") : try await simulator.send(request)
        }
        let report = await (try stage.service(through: transport)).run(.deleting()).repositories[0]
        #expect(report.status == .blocked)
        #expect(report.reason?.hasSuffix("the registry gave no answer about it") == true)
        #expect(stage.left().count == 3)
    }

    @Test("an index that went meanwhile does not block: what it may have held stays")
    func goneIndex() async throws {
        let stage = try Stage(Self.index + [ImageEntry("later", pushed: .daysAgo(30))])
        let index = try stage.digest("index")
        stage.registry.on(.before, call: 1, of: "BatchGetImage") { $0.remove(index, from: "app") }
        let report = try #require(try await stage.clean().repositories.first)
        #expect(report.status == .succeeded)
        #expect(try stage.left() == [stage.digest("child"), stage.digest("loose")])
        #expect(report.counts.deleted == 1)
    }
}
