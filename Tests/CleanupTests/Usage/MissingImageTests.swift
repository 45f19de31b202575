import AWSClient
import ECRClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import Retention
import TestSupport
import Testing

@testable import Cleanup

@Suite("Images in use that are gone")
struct MissingImageTests {
    private static let gone = "sha256:" + String(repeating: "a", count: 64)
    private static let host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"

    private func summary(
        of uses: [ImageUse], faults: [Fault] = [], inUse: Set<UsageSourceName> = [.ecs],
        _ adjust: (inout CleanupRequest) -> Void = { _ in }
    ) async throws -> Summary {
        let stage = try Stage([ImageEntry("image", tags: ["v1"], pushed: .daysAgo(1))], faults: faults)
        var workloads = InUseTests.Workloads(stage: stage)
        workloads.policy.protection.inUse = inUse
        workloads.uses[.ecs] = { uses }
        return try await workloads.summary(adjust)
    }

    @Test("are named with who uses them, by tag, by digest, and by the digest that a workload got")
    func named() async throws {
        let digest = try #require(ImageDigest(Self.gone))
        let summary = try await summary(of: [
            InUseTests.use("app:v9", user: "ECS service web"), InUseTests.use("app@\(Self.gone)"),
            InUseTests.use("app:v1", digest: digest, user: "ECS task t-2"),
            InUseTests.use("app:v1", digest: digest, user: "ECS task t-3"),
        ])
        #expect(
            summary.missing.map { "\($0.image) \($0.usedBy)" } == [
                "\(Self.host)/app:v1@\(Self.gone) ECS task t-2 and 1 more", "\(Self.host)/app:v9 ECS service web",
                "\(Self.host)/app@\(Self.gone) ECS task t-1",
            ])
        #expect(summary.warnings.contains { $0.hasPrefix("in use but gone: \(Self.host)/app:v1@") })
        #expect(summary.status == .succeeded)
    }

    @Test(
        "are none that is there, that no workload runs, or that lies where this run did not look",
        arguments: [
            ("app:v1", true), ("app:v9", false), ("other:v9", true),
        ])
    func notMissing(reference: String, isRunning: Bool) async throws {
        let use = try InUseTests.use(reference, isRunning: isRunning)
        #expect(try await summary(of: [use]).missing.isEmpty)
    }

    @Test("are none of another account, region or registry")
    func elsewhere() async throws {
        for host in ["999999999999.dkr.ecr.eu-west-1.amazonaws.com", "123456789012.dkr.ecr.us-east-1.amazonaws.com"] {
            let reference = try #require(ImageReference("\(host)/app:v9"))
            let use = ImageUse(reference: reference, isRunning: true, user: "ECS task t-1")
            #expect(try await summary(of: [use]).missing.isEmpty)
        }
    }

    @Test("are asked for once more, and not claimed where ECR gives no answer")
    func unconfirmed() async throws {
        let denied = Fault(.accessDenied, of: "DescribeImages", firstCall: 2)
        let uses = try [InUseTests.use("app:v9")]
        let known = try await summary(of: uses)
        #expect(known.missing.count == 1)
        #expect(known.missingUnknown.isEmpty && !known.warnings.contains { $0.hasPrefix(Self.unknown) })
        let summary = try await summary(of: uses, faults: [denied])
        #expect(summary.missing.isEmpty)
        #expect(summary.missingUnknown.count == 1)
        #expect(summary.warnings.contains { $0.hasPrefix(Self.unknown + "app: ecr:DescribeImages: AccessDenied") })
        #expect(summary.status == .succeeded)
    }

    private static let unknown = "could not be checked whether images in use are gone: "

    @Test("are not known where usage can't be read, or a repository with uses can't be listed")
    func unread() async throws {
        let uses = try [InUseTests.use("app:v9")]
        let denied = Fault(.accessDenied, of: "DescribeImages")
        let summary = try await summary(of: uses, faults: [denied])
        #expect(summary.warnings.contains { $0.hasPrefix(Self.unknown + "app: its images can't be listed") })

        let stage = try Stage([ImageEntry("image", tags: ["v1"], pushed: .daysAgo(1))])
        var workloads = InUseTests.Workloads(stage: stage)
        workloads.uses[.ecs] = { throw AWSError(code: "AccessDenied", operation: "ecs:ListClusters", message: "no") }
        let unread = try await workloads.summary()
        #expect(unread.warnings.contains { $0.hasPrefix(Self.unknown + "usage can't be read from ecs: ") })
    }

    @Test("are not claimed by an answer that leaves out what was asked for")
    func garbled() async throws {
        let stage = try Stage([ImageEntry("image", tags: ["v1"], pushed: .daysAgo(1))])
        let garbling = StubTransport { [transport = stage.transport] request, _ in
            String(decoding: request.body, as: UTF8.self).contains("imageTag")
                ? TransportResponse(.ok, text: #"{"imageDetails":[]}"#) : try await transport.send(request)
        }
        let factory = FixedClientFactory(
            registry: try stage.client(through: garbling), region: try #require(Region("eu-west-1")),
            uses: [.ecs: { [try InUseTests.use("app:v9")] }])
        let summary = await CleanupService(clientFactory: factory, system: stage.system).run(
            .deleting { $0.policy = InUseTests.Workloads(stage: stage).policy })
        #expect(summary.missing.isEmpty)
        #expect(summary.warnings.contains { $0.hasPrefix(Self.unknown + "app: ") })
    }

    @Test(
        "take one call more for each of a few, and one listing for many",
        arguments: [(1, 1), (5, 6), (6, 2), (4_000, 1)])
    func calls(count: Int, calls: Int) async throws {
        let uses = try (0..<count).map { try InUseTests.use("app:gone-\($0)") }
        let summary = try await summary(of: uses)
        #expect(summary.missing.count == count)
        // The run's own listing is one more.
        #expect(summary.calls.calls["DescribeImages"] == calls + 1)
    }

    @Test("are looked for in a narrowed run only where it reads usage anyway")
    func narrowed() async throws {
        let uses = try [InUseTests.use("app:v9")]
        #expect(try await summary(of: uses) { $0.narrowing = [NamePatterns(exactly: "app")] }.missing.isEmpty)
        #expect(try await summary(of: uses, inUse: []).missing.isEmpty)
    }

    @Test("fill a line to a limit, and are counted beyond it")
    func layout() async throws {
        var summary = Summary(
            isDryRun: true, trigger: Trigger(.manual), requestID: nil, startedAt: .init(timeIntervalSince1970: 0))
        summary.missing = (0..<5_000).map { MissingImage(image: "image-\($0)", users: ["ECS task \($0)"]) }.sorted()
        let line = summary.compactJSON(.none, limit: 20_000)
        #expect(line.count <= 20_000)
        #expect(String(decoding: line, as: UTF8.self).contains(#""missingOmitted":4950"#))
    }
}
