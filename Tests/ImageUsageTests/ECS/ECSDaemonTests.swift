import AWSClient
import ECRSimulator
import Foundation
import ImageModel
import ImageUsage
import Testing

@Suite("What ECS daemons use")
struct ECSDaemonTests {
    private static let place = "arn:aws:ecs:eu-west-1:123456789012:"
    private static let image: Document = ["containerName": "agent", "image": "ecr:app:one"]

    /// Daemons whose current revision has an image, `one` in `app` by default.
    ///
    /// - Parameters:
    ///   - gone: the members of a current revision that can't be described.
    ///   - deployment: the members of each daemon's deployment.
    private func stage(
        count: Int = 1, images: Document? = [image, ["image": "busybox"]], createdAt: Date? = present,
        definition: String? = nil, gone: [String: Document] = ["totalRunningCount": .number(0)],
        deployment: [String: Document] = [:], revisions: [Document] = [],
        faults: [Fault] = []
    ) throws -> ECSStage {
        let number = Document.number(Double(count))
        var revision: [String: Document] = [
            "daemonRevisionArn": "arn:revision-{n}", "daemonArn": "arn:daemon-{n}", "count": number,
        ]
        revision["containerImages"] = images
        revision["createdAt"] = createdAt.map { .number($0.timeIntervalSince1970) }
        revision["daemonTaskDefinitionArn"] = definition.map { .string($0) }
        var workloads = WorkloadsEntry(clusters: [ClusterEntry("main")])
        workloads.daemons = [
            [
                "daemonArn": "arn:daemon-{n}", "clusterArn": .string("\(Self.place)cluster/main"), "count": number,
                "currentRevisions": [
                    ["arn": "arn:revision-{n}"], .object(gone.merging(["arn": "arn:gone-{n}"]) { $1 }),
                ],
                "deploymentArn": "arn:deployment-{n}",
            ]
        ]
        workloads.daemonDeployments = [
            .object(deployment.merging(["daemonDeploymentArn": "arn:deployment-{n}", "count": number]) { $1 })
        ]
        workloads.daemonRevisions = [.object(revision)] + revisions
        workloads.daemonTaskDefinitions = [
            [
                "daemonTaskDefinitionArn": "arn:definition",
                "containerDefinitions": [["name": "agent", "image": "ecr:app:two"], ["image": "ecr:app:three"]],
            ]
        ]
        return try ECSStage(workloads, faults: faults)
    }

    @Test("is what their current revisions were resolved to, or what the tag named when they were created")
    func revisions() async throws {
        let used = try digest("a")
        for digest in [used, nil] {
            for createdAt in [present, nil] {
                var image: [String: Document] = ["containerName": "agent", "image": "ecr:app:one"]
                image["imageDigest"] = digest.map { .string("\($0)") }
                let stage = try stage(images: [.object(image), ["image": "busybox"]], createdAt: createdAt)
                let uses = try await stage.uses()
                #expect(uses.map(\.user) == ["ECS daemon arn:daemon-0"])
                #expect(uses.map(\.digest) == [digest])
                #expect(uses.map(\.reference.tag) == ["one"])
                #expect(uses.map(\.isRunning) == [true])
                #expect(uses.map(\.start) == [createdAt.map { .at($0) } ?? .unknown])
            }
        }
    }

    @Test(
        "is what a rollback returns to, too, until the deployment has succeeded",
        arguments: ["PENDING", "IN_PROGRESS", "STOPPED", "ROLLBACK_IN_PROGRESS", "ROLLBACK_FAILED", nil, "SUCCESSFUL"])
    func rollback(status: String?) async throws {
        var deployment: [String: Document] = [
            "sourceDaemonRevisions": [["arn": "arn:source"]], "targetDaemonRevision": ["arn": "arn:target"],
            "rollback": ["rollbackTargetDaemonRevisionArn": "arn:back"],
        ]
        deployment["status"] = status.map { .string($0) }
        let revisions = ["source", "target", "back"].map { name -> Document in
            [
                "daemonRevisionArn": .string("arn:\(name)"), "daemonArn": .string(name),
                "containerImages": [["image": "ecr:app:one"]],
            ]
        }
        let uses = try await stage(deployment: deployment, revisions: revisions).uses()
        let earlier: Set = status == "SUCCESSFUL" ? [] : ["ECS daemon source"]
        #expect(
            Set(uses.map(\.user))
                == earlier.union(
                    ["ECS daemon arn:daemon-0", "ECS daemon target", "ECS daemon back"]))
    }

    @Test(
        "is what their task definition names, where a revision does not list every image",
        arguments: [nil, [], [["image": ""]], [image, ["imageDigest": "sha256:a"]]] as [Document?])
    func definitions(images: Document?) async throws {
        let uses = try await stage(images: images, definition: "arn:definition").uses()
        #expect(Set(uses.compactMap(\.reference.tag?.description)).isSuperset(of: ["two", "three"]))
        #expect(Set(uses.map(\.user)) == ["ECS daemon arn:daemon-0"])
        let error = try await failure { try await stage(images: images).uses() }
        #expect(error.code == .malformedResponse && error.operation == "ecs:DescribeDaemonRevisions")
        let other = try await failure {
            try await stage(images: images, definition: "arn:definition").uses { operation, body in
                operation == "DescribeDaemonTaskDefinition" ? body.replacing("arn:definition", with: "arn:other") : body
            }
        }
        #expect(other.operation == "ecs:DescribeDaemonTaskDefinition", "\(other)")
    }

    @Test("is an error where a revision that instances run can't be described", arguments: [1, nil])
    func missing(count: Int?) async throws {
        let gone = count.map { ["totalRunningCount": Document.number(Double($0))] } ?? [:]
        let error = try await failure { try await stage(gone: gone).uses() }
        #expect(error.operation == "ecs:DescribeDaemonRevisions" && error.message.contains("arn:gone-0"))
    }

    @Test("is asked for by cluster, by daemon, and twenty revisions at a time")
    func callCount() async throws {
        let stage = try stage(count: 110)
        #expect(try await Set(stage.uses().map(\.user)).count == 110)
        #expect(stage.calls["ListDaemons"] == 2)
        #expect(stage.calls["DescribeDaemon"] == 110)
        #expect(stage.calls["DescribeDaemonDeployments"] == 6)
        #expect(stage.calls["DescribeDaemonRevisions"] == 11)
        #expect(stage.calls["DescribeDaemonTaskDefinition"] == nil)
    }

    @Test("is an error where it can't be read to its end", arguments: [1, 2])
    func failures(call: Int) async throws {
        let operations: [ECRSimulator.Operation] = [
            "ecs:ListDaemons", "ecs:DescribeDaemon", "ecs:DescribeDaemonDeployments", "ecs:DescribeDaemonRevisions",
            "ecs:DescribeDaemonTaskDefinition",
        ]
        for operation in operations {
            let kinds = [Fault.Kind.accessDenied, .throttling, .truncatedBody, .connectionCut(afterEffect: true)]
            for kind in kinds {
                let stage = try stage(
                    count: 110, images: [], definition: "arn:definition",
                    faults: [Fault(kind, of: operation, firstCall: call)])
                let error = try await failure { try await stage.uses() }
                #expect(error.operation == "\(operation)", "\(kind)")
            }
        }
    }

    @Test(
        "is nothing where ECS does not know daemons, and an error where it answers otherwise",
        arguments: [
            ("UnknownOperationException", true), ("UnsupportedFeatureException", true),
            ("InvalidParameterException", false), ("ClientException", false), ("ServerException", false),
        ])
    func unknown(code: String, isNothing: Bool) async throws {
        let stage = try stage()
        if isNothing {
            #expect(try await stage.uses(refused: ["ListDaemons": code]).isEmpty)
        } else {
            let error = try await failure { try await stage.uses(refused: ["ListDaemons": code]) }
            #expect(error.operation == "ecs:ListDaemons")
        }
        // A daemon that is listed must be described.
        let error = try await failure { try await stage.uses(refused: ["DescribeDaemon": code]) }
        #expect(error.operation == "ecs:DescribeDaemon")
    }

    @Test("is an error where an answer leaves out what was asked for")
    func omission() async throws {
        let kinds = ["Deployment", "Revision"]
        for kind in kinds {
            let error = try await failure {
                try await stage().uses { operation, body in
                    operation == "DescribeDaemon\(kind)s" ? "{\"daemon\(kind)s\":[]}" : body
                }
            }
            #expect(error.code == .malformedResponse && error.operation == "ecs:DescribeDaemon\(kind)s")
        }
        let error = try await failure {
            try await stage().uses { operation, body in
                operation == "DescribeDaemon" ? body.replacing(#""arn":"#, with: #""name":"#) : body
            }
        }
        #expect(error.code == .malformedResponse && error.operation == "ecs:DescribeDaemon")
    }

    @Test("leaves out a daemon that was deleted meanwhile")
    func deleted() async throws {
        let uses = try await stage().uses { operation, body in
            operation == "ListDaemons" ? body.replacing("arn:daemon-0", with: "arn:gone") : body
        }
        #expect(uses.isEmpty)
    }
}
