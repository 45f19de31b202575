import ECRSimulator
import Foundation
import ImageModel
import ImageUsage
import Testing

@Suite("What ECS services use")
struct ECSServiceTests {
    private static let definitions = [
        TaskDefinitionEntry("web", 1, image: "ecr:app:one"), TaskDefinitionEntry("web", 2, image: "ecr:app:two"),
    ]

    private func stage(_ services: [ServiceEntry], tasks: [TaskEntry] = []) throws -> ECSStage {
        try ECSStage(Self.definitions, services: services, tasks: tasks)
    }

    private static func revision(_ definition: String, current: Bool = true, digest: String) -> ServiceEntry.Revision {
        .init(
            definition, isCurrent: current,
            containers: [ContainerEntry("app", image: "ecr:app:two", digest: .of(digest))])
    }

    @Test("is the image by the digest that its revision was resolved to, whatever the tag names now")
    func revision() async throws {
        let stage = try stage([
            ServiceEntry("web", taskDefinition: "web:2", revisions: [Self.revision("web:2", digest: "three")])
        ])
        let uses = try await stage.uses().by("service")
        #expect(uses.map(\.user) == ["ECS service arn:aws:ecs:eu-west-1:123456789012:service/main/web"])
        #expect(uses.map(\.reference.tag) == ["two"])
        #expect(try uses.map(\.digest) == [stage.registry.digest("three")])
        #expect(uses.map(\.isRunning) == [true])
        #expect(stage.calls["DescribeServiceRevisions"] == 1)
        #expect(stage.calls["DescribeServiceDeployments"] == nil)
    }

    @Test("is what the definition names where there is no revision, or no digest in it", arguments: [true, false])
    func unresolved(hasRevision: Bool) async throws {
        let image = ContainerEntry("app", image: "ecr:app:two", digest: .unknown)
        let stage = try stage([
            ServiceEntry(
                "web", taskDefinition: "web:2", revisions: hasRevision ? [.init("web:2", containers: [image])] : [])
        ])
        let uses = try await stage.uses().by("service")
        #expect(uses.map(\.reference.tag) == ["two"])
        #expect(uses.map(\.digest) == [nil])
        #expect(uses.map(\.isRunning) == [true])
    }

    @Test("is what the definition names where the revision is from before ECS kept them")
    func missingRevision() async throws {
        let stage = try stage([ServiceEntry("web", taskDefinition: "web:2")])
        let uses = try await stage.uses { operation, body in
            guard operation == "DescribeServiceRevisions" else { return body }
            return #"{"serviceRevisions":[],"failures":[{"arn":"arn:x","reason":"MISSING"}]}"#
        }
        #expect(uses.by("service").tagsByUser == ["web two"])
        #expect(uses.by("service").map(\.digest) == [nil])
    }

    @Test("is what each deployment and each task set runs")
    func deployments() async throws {
        let stage = try stage([
            ServiceEntry(
                "rolling", taskDefinition: "web:2", deployments: [.init("web:2"), .init("web:1", status: "ACTIVE")],
                revisions: []),
            ServiceEntry("blue", taskSets: [.init("web:1"), .init("web:2", status: "ACTIVE")]),
        ])
        #expect(
            try await stage.uses().by("service").tagsByUser.sorted() == [
                "blue one", "blue two", "rolling one", "rolling two",
            ])
    }

    @Test("is what a deployment under way is rolled back to, although nothing runs it any more")
    func rollback() async throws {
        let stage = try stage([
            ServiceEntry(
                "web", taskDefinition: "web:2", deployments: [.init("web:2"), .init("web:2", status: "ACTIVE")],
                revisions: [
                    Self.revision("web:2", current: false, digest: "one"), Self.revision("web:2", digest: "three"),
                ])
        ])
        let uses = try await stage.uses().by("service")
        #expect(try Set(uses.map(\.digest)) == [stage.registry.digest("one"), stage.registry.digest("three")])
        #expect(stage.calls["DescribeServiceDeployments"] == 1)
        #expect(stage.calls["DescribeServiceRevisions"] == 1)
    }

    @Test("is what a rollback that has begun returns to, even if it is no source of the deployment")
    func rollbackTarget() async throws {
        let stage = try stage([
            ServiceEntry(
                "web", taskDefinition: "web:2", deployments: [.init("web:2"), .init("web:2", status: "ACTIVE")],
                revisions: [
                    Self.revision("web:2", current: false, digest: "one"), Self.revision("web:2", digest: "three"),
                ])
        ])
        let uses = try await stage.uses { _, body in
            body.replacing(/"sourceServiceRevisions":\[\{"arn":("[^"]*")[^\]]*\]/) { match in
                #""rollback":{"serviceRevisionArn":\#(match.output.1)}"#
            }
        }
        #expect(try Set(uses.by("service").map(\.digest)).contains(stage.registry.digest("one")))
    }

    @Test(
        "runs while it has tasks or is to have some",
        arguments: [
            (0, nil, false), (1, nil, true), (0, "RUNNING", true), (0, "PENDING", true), (0, "STOPPED", false),
        ] as [(Int, String?, Bool)])
    func scaled(desired: Int, status: String?, isRunning: Bool) async throws {
        let tasks = status.map { [TaskEntry("web:2", lastStatus: $0, service: "web")] } ?? []
        let stage = try stage([ServiceEntry("web", taskDefinition: "web:2", desiredCount: desired)], tasks: tasks)
        #expect(try await stage.uses().by("service").map(\.isRunning) == [isRunning])
    }

    @Test("may run where a count is not told")
    func untoldCount() async throws {
        let stage = try stage([ServiceEntry("web", taskDefinition: "web:2", desiredCount: 0)])
        let uses = try await stage.uses { _, body in body.replacing(#""desiredCount":0,"#, with: "") }
        #expect(uses.by("service").map(\.isRunning) == [true])
    }

    @Test("is the digest of its deployment while it has no task, and lists no revision")
    func withoutTask() async throws {
        let stage = try stage([
            ServiceEntry(
                "web", taskDefinition: "web:2", desiredCount: 0,
                revisions: [Self.revision("web:2", current: false, digest: "three")])
        ])
        let uses = try await stage.uses().by("service")
        #expect(try uses.map(\.digest) == [stage.registry.digest("three")])
        #expect(stage.calls["DescribeServiceDeployments"] == 1)
    }

    @Test("counts from its deployment where no digest can be had, whether it has tasks or not", arguments: [0, 1])
    func start(desired: Int) async throws {
        let stage = try stage([
            ServiceEntry(
                "web", taskDefinition: "web:2", desiredCount: desired,
                deployments: [.init("web:2", created: .daysAgo(9))], revisions: [])
        ])
        let uses = try await stage.uses().by("service")
        #expect(uses.map(\.start) == [.at(present - 9 * 86_400)])
    }

    @Test("counts from any time where its deployment names an impossible one", arguments: ["0", "-1", "4102444800"])
    func impossibleStart(time: String) async throws {
        let stage = try stage([
            ServiceEntry(
                "web", taskDefinition: "web:2", desiredCount: 1,
                deployments: [.init("web:2", created: .daysAgo(9)), .init("web:2", created: .daysAgo(8))],
                revisions: [])
        ])
        // One impossible time is enough, whatever the other deployment says.
        let uses = try await stage.uses { _, body in
            guard let list = body.range(of: "\"deployments\":["),
                let range = body.range(of: "\"createdAt\":", range: list.upperBound..<body.endIndex)
            else { return body }
            return body.replacingCharacters(in: range, with: "\"createdAt\":\(time),\"other\":")
        }
        #expect(uses.by("service").map(\.start) == [.unknown])
    }

    @Test("is no longer what a deleted service ran")
    func deleted() async throws {
        let stage = try stage([ServiceEntry("web", taskDefinition: "web:2")])
        let uses = try await stage.uses { operation, body in
            operation == "DescribeServices"
                ? body.replacing(#""status":"ACTIVE""#, with: #""status":"INACTIVE""#) : body
        }
        #expect(uses.by("service").isEmpty)
    }

    @Test("is asked for ten services at a time, and twenty revisions, of all clusters together")
    func callCount() async throws {
        let services = [ServiceEntry("web", taskDefinition: "web:2", count: 105)]
        let stage = try ECSStage(
            WorkloadsEntry(
                taskDefinitions: Self.definitions,
                clusters: [ClusterEntry("a", services: services), ClusterEntry("b", services: services)]))
        #expect(Set(try await stage.uses().by("service").map(\.user)).count == 210)
        #expect(stage.calls["ListServices"] == 4)
        #expect(stage.calls["DescribeServices"] == 22)
        #expect(stage.calls["DescribeServiceRevisions"] == 11)
        #expect(stage.calls["DescribeServiceDeployments"] == nil)
        #expect(stage.calls["DescribeTaskDefinition"] == 2)
    }
}
