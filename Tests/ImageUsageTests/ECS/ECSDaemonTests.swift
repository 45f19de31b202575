import AWSClient
import ECRSimulator
import Foundation
import ImageModel
import ImageUsage
import Testing

@Suite("What ECS daemons use")
struct ECSDaemonTests {
    private static let cluster = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"

    /// Daemons with one revision each, whose image is `one` in `app`.
    private func stage(
        count: Int = 1, digest: ImageDigest? = nil, createdAt: Date? = present, faults: [Fault] = []
    ) throws -> ECSStage {
        var image: [String: Document] = ["containerName": "agent", "image": "ecr:app:one"]
        image["imageDigest"] = digest.map { .string("\($0)") }
        var revision: [String: Document] = [
            "daemonRevisionArn": "arn:revision-{n}", "daemonArn": "arn:daemon-{n}", "count": .number(Double(count)),
            "containerImages": [.object(image), ["image": "busybox"]],
        ]
        revision["createdAt"] = createdAt.map { .number($0.timeIntervalSince1970) }
        var workloads = WorkloadsEntry(clusters: [ClusterEntry("main")])
        workloads.daemons = [
            [
                "daemonArn": "arn:daemon-{n}", "clusterArn": .string(Self.cluster), "count": .number(Double(count)),
                "currentRevisions": [["arn": "arn:revision-{n}"], ["arn": "arn:gone-{n}"]],
            ]
        ]
        workloads.daemonRevisions = [.object(revision)]
        return try ECSStage(workloads, faults: faults)
    }

    @Test("is what their current revisions were resolved to, or what the tag named when they were created")
    func revisions() async throws {
        let used = try digest("a")
        for digest in [used, nil] {
            for createdAt in [present, nil] {
                let uses = try await stage(digest: digest, createdAt: createdAt).uses()
                #expect(uses.map(\.user) == ["ECS daemon arn:daemon-0"])
                #expect(uses.map(\.digest) == [digest])
                #expect(uses.map(\.reference.tag) == ["one"])
                #expect(uses.map(\.isRunning) == [true])
                #expect(uses.map(\.start) == [createdAt.map { .at($0) } ?? .unknown])
            }
        }
    }

    @Test("is asked for by cluster, by daemon, and twenty revisions at a time")
    func callCount() async throws {
        let stage = try stage(count: 110)
        #expect(try await Set(stage.uses().map(\.user)).count == 110)
        #expect(stage.calls["ListDaemons"] == 2)
        #expect(stage.calls["DescribeDaemon"] == 110)
        #expect(stage.calls["DescribeDaemonRevisions"] == 11)
    }

    @Test("is an error where it can't be read to its end", arguments: [1, 2])
    func failures(call: Int) async throws {
        for operation in ["ecs:ListDaemons", "ecs:DescribeDaemon", "ecs:DescribeDaemonRevisions"]
            as [ECRSimulator.Operation]
        {
            for kind in [Fault.Kind.accessDenied, .throttling, .truncatedBody] {
                let stage = try stage(count: 110, faults: [Fault(kind, of: operation, firstCall: call)])
                let error = try await failure { try await stage.uses() }
                #expect(error.operation == "\(operation)", "\(kind)")
            }
        }
    }

    @Test("leaves out a daemon that was deleted meanwhile")
    func deleted() async throws {
        let uses = try await stage().uses { operation, body in
            operation == "ListDaemons" ? body.replacing("arn:daemon-0", with: "arn:gone") : body
        }
        #expect(uses.isEmpty)
    }
}
