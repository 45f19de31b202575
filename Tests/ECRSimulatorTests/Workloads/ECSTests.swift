import ECRSimulator
import ImageModel
import Testing

@Suite("ECS")
struct ECSTests {
    private static let host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
    private let registry: SimulatedRegistry

    init() throws {
        let app = RepositoryEntry(
            "app",
            images: [
                ImageEntry("old", pushed: .daysAgo(40)), ImageEntry("new", tags: ["live"], pushed: .daysAgo(2)),
            ])
        let workloads = WorkloadsEntry(
            taskDefinitions: [
                TaskDefinitionEntry("web", revision: 9, containers: [ContainerEntry("web", image: "ecr:app#old")]),
                TaskDefinitionEntry("web", revision: 10, containers: [ContainerEntry("web", image: "ecr:app:live")]),
                TaskDefinitionEntry(
                    "web", revision: 11, status: "INACTIVE", containers: [ContainerEntry("web", image: "nginx")]),
                TaskDefinitionEntry(
                    "gone", status: "INACTIVE", containers: [ContainerEntry("gone", image: "ecr:app:gone")]),
            ],
            clusters: [
                ClusterEntry(
                    "production",
                    services: [
                        ServiceEntry(
                            "web", taskDefinition: "web:10",
                            deployments: [.init("web:10"), .init("web:9", status: "ACTIVE")],
                            revisions: [.init("web:9"), .init("web:10")]),
                        ServiceEntry(
                            "blue", taskSets: [.init("web:9", status: "PRIMARY"), .init("web", status: "ACTIVE")]),
                    ],
                    tasks: [
                        TaskEntry("web", service: "web"),
                        TaskEntry("web:9", lastStatus: "STOPPED", startedBy: "someone"),
                        TaskEntry("web", lastStatus: "PENDING", service: "web"),
                        TaskEntry(
                            "web", containers: [ContainerEntry("web", image: "ecr:app:live", digest: .of("old"))]),
                    ])
            ])
        registry = try SimulatedRegistry(RegistryFile(repositories: [app], workloads: workloads))
    }

    private func tasks(_ filter: [String: Any] = [:]) throws -> [[String: Any]] {
        let request = ["cluster": "production"].merging(filter) { $1 }
        let arns = try registry.call("ecs:ListTasks", request).texts("taskArns")
        guard !arns.isEmpty else { return [] }
        return try registry.call("ecs:DescribeTasks", ["cluster": "production", "tasks": arns]).rows("tasks")
    }

    private func images(_ task: [String: Any]) -> [[String: Any]] { task["containers"] as? [[String: Any]] ?? [] }

    @Test("lists clusters")
    func clusters() throws {
        let arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/production"
        #expect(try registry.call("ecs:ListClusters").texts("clusterArns") == [arn])
        #expect(try registry.call("ecs:ListTasks", ["cluster": arn]).texts("taskArns").count == 3)
    }

    @Test("does not know a cluster that is not there, and takes the default one where none is named")
    func missingCluster() throws {
        for request in [[:], ["cluster": "other"]] {
            #expect(try registry.call("ecs:ListTasks", request).code == "ClusterNotFoundException")
        }
    }

    @Test("lists the tasks that are to run, and stopped ones only when it is asked for them")
    func desiredStatus() throws {
        #expect(try tasks().compactMap { $0["lastStatus"] as? String }.sorted() == ["PENDING", "RUNNING", "RUNNING"])
        #expect(try tasks(["desiredStatus": "STOPPED"]).compactMap { $0["startedBy"] as? String } == ["someone"])
        #expect(try tasks(["desiredStatus": "PENDING"]).isEmpty)
        #expect(try tasks(["serviceName": "web"]).count == 2)
        #expect(try tasks(["family": "gone"]).isEmpty)
        #expect(try registry.call("ecs:ListTasks", ["cluster": "production", "desiredStatus": "X"]).status == 400)
    }

    @Test("gives each container's image as its definition has it, and the digest once it is pulled")
    func digests() throws {
        let (old, new) = (try registry.digest("old"), try registry.digest("new"))
        let containers = try tasks().flatMap(images)
        #expect(containers.allSatisfy { $0["image"] as? String == "\(Self.host)/app:live" })
        #expect(Set(containers.map { $0["imageDigest"] as? String ?? "" }) == ["", "\(old)", "\(new)"])
        let stopped = try tasks(["desiredStatus": "STOPPED"]).flatMap(images)
        #expect(stopped.map { $0["image"] as? String } == ["\(Self.host)/app@\(old)"])
    }

    @Test("keeps a digest while its tag moves on")
    func movedTag() throws {
        let new = try registry.digest("new")
        registry.tag(try registry.digest("old"), as: "live", in: "app")
        #expect(try tasks(["serviceName": "web"]).flatMap(images).contains { $0["imageDigest"] as? String == "\(new)" })
    }

    @Test("describes services with deployments, task sets and current revisions")
    func services() throws {
        let reply = try registry.call(
            "ecs:DescribeServices", ["cluster": "production", "services": ["web", "blue", "x"]])
        #expect(reply.strings("failures", "reason") == ["MISSING"])
        let (web, blue) = (try #require(reply.rows("services").first), try #require(reply.rows("services").last))
        #expect((web["deployments"] as? [[String: Any]])?.count == 2)
        #expect((web["currentServiceRevisions"] as? [[String: Any]])?.count == 2)
        #expect((blue["taskSets"] as? [[String: Any]])?.count == 2)
        #expect(blue["taskDefinition"] == nil && blue["currentServiceRevisions"] == nil)
    }

    @Test("describes service revisions with the digests that they run, and the deployments between them")
    func revisions() throws {
        let deployments = try registry.call("ecs:ListServiceDeployments", ["cluster": "production", "service": "web"])
        let arns = deployments.strings("serviceDeployments", "targetServiceRevisionArn")
        let reply = try registry.call("ecs:DescribeServiceRevisions", ["serviceRevisionArns": arns + ["arn:x"]])
        let found = reply.rows("serviceRevisions").flatMap { $0["containerImages"] as? [[String: Any]] ?? [] }
        #expect(
            found.compactMap { $0["imageDigest"] as? String }
                == [try registry.digest("old"), try registry.digest("new")].map { "\($0)" })
        #expect(reply.rows("failures").count == 1)
        let described = try registry.call(
            "ecs:DescribeServiceDeployments",
            ["serviceDeploymentArns": deployments.strings("serviceDeployments", "serviceDeploymentArn")])
        let sources = described.rows("serviceDeployments").map {
            $0["sourceServiceRevisions"] as? [[String: Any]] ?? []
        }
        #expect(sources.map { $0.compactMap { $0["arn"] as? String } } == [[], [arns[0]]])
    }

    @Test("lists families by their active revisions")
    func families() throws {
        func families(_ request: [String: Any]) throws -> [String] {
            try registry.call("ecs:ListTaskDefinitionFamilies", request).texts("families")
        }
        #expect(try families([:]) == ["gone", "web"])
        #expect(try families(["status": "ACTIVE"]) == ["web"])
        #expect(try families(["status": "INACTIVE"]) == ["gone"])
        #expect(try families(["familyPrefix": "we"]) == ["web"])
    }

    @Test("lists definitions by number, and not by the text of it")
    func definitions() throws {
        func revisions(_ request: [String: Any]) throws -> [String] {
            try registry.call("ecs:ListTaskDefinitions", request).texts("taskDefinitionArns")
                .compactMap { $0.split(separator: "/").last.map(String.init) }
        }
        #expect(try revisions(["familyPrefix": "web"]) == ["web:9", "web:10"])
        #expect(try revisions(["familyPrefix": "web", "sort": "DESC"]) == ["web:10", "web:9"])
        #expect(try revisions(["familyPrefix": "we"]).isEmpty)
        #expect(try revisions(["status": "INACTIVE"]) == ["gone:1", "web:11"])
    }

    @Test("describes a definition by its ARN, by family and revision, and by family alone")
    func definition() throws {
        let arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:10"
        for name in ["web", "web:10", arn] {
            let reply = try registry.call("ecs:DescribeTaskDefinition", ["taskDefinition": name])
            let definition = try #require(reply.json["taskDefinition"] as? [String: Any])
            #expect(definition["taskDefinitionArn"] as? String == arn)
        }
        for name in ["gone", "web:12", "arn:x"] {
            #expect(
                try registry.call("ecs:DescribeTaskDefinition", ["taskDefinition": name]).code == "ClientException")
        }
    }
}
