import AWSClient
import ECRSimulator
import Foundation
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
        #expect(try await summary(of: uses).missing.count == 1)
        #expect(try await summary(of: uses, faults: [denied]).missing.isEmpty)
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
