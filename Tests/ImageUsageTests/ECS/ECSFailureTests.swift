import AWSClient
import ECRSimulator
import ImageModel
import ImageUsage
import Synchronization
import Testing

@Suite("ECS that can't be read to its end")
struct ECSFailureTests {
    /// Workloads that make every operation call twice, with long listings only on request, since the calls that follow
    /// them are slow.
    private func stage(
        _ faults: [Fault] = [], listing operations: [ECRSimulator.Operation]
    ) throws -> ECSStage {
        func count(_ operation: ECRSimulator.Operation, else short: Int) -> Int {
            operations.contains(operation) ? 101 : short
        }
        let underWay: [ServiceEntry.Deployment] = [.init("web:2"), .init("web:1", status: "ACTIVE")]
        let main = ClusterEntry(
            "main",
            services: [
                ServiceEntry(
                    "web", taskDefinition: "web:2", deployments: underWay, count: count("ecs:ListServices", else: 21))
            ],
            tasks: [TaskEntry("web:2", count: 101)])
        let empty = (1..<count("ecs:ListClusters", else: 1)).map { ClusterEntry("empty-\($0)") }
        let definitions = [
            TaskDefinitionEntry("web", 1, image: "ecr:app:one"), TaskDefinitionEntry("web", 2, image: "ecr:app:two"),
            TaskDefinitionEntry(
                "other-{n}", image: "ecr:app:three", count: count("ecs:ListTaskDefinitionFamilies", else: 1)),
        ]
        return try ECSStage(WorkloadsEntry(taskDefinitions: definitions, clusters: [main] + empty), faults: faults)
    }

    private static let operations: [ECRSimulator.Operation] = [
        "ecs:ListClusters", "ecs:ListTasks", "ecs:DescribeTasks", "ecs:ListServices", "ecs:DescribeServices",
        "ecs:DescribeServiceDeployments", "ecs:DescribeServiceRevisions", "ecs:ListTaskDefinitionFamilies",
        "ecs:DescribeTaskDefinition",
    ]

    @Test("is an error where one permission is lacking", arguments: operations + ["ecs:ListTaskDefinitions"])
    func denied(operation: ECRSimulator.Operation) async throws {
        let stage = try stage([Fault(.accessDenied, of: operation)], listing: [])
        let error = try await failure { try await stage.uses() }
        #expect(error.code == "AccessDeniedException")
        #expect(error.operation == "\(operation)")
        #expect(error.advice == "allow \(operation) to the role or user that this runs as")
    }

    @Test(
        "is an error where it fails in the middle", arguments: operations,
        [Fault.Kind.throttling, .connectionCut(afterEffect: true), .truncatedBody])
    func cut(operation: ECRSimulator.Operation, kind: Fault.Kind) async throws {
        let stage = try stage([Fault(kind, of: operation, firstCall: 2)], listing: [operation])
        let error = try await failure { try await stage.uses() }
        #expect(error.operation == "\(operation)")
        #expect(error.isPassing)
    }

    @Test("is an error where an answer is about another definition than was asked for", arguments: ["web:1", "job:2"])
    func otherDefinition(other: String) async throws {
        let web = (1...2).map { TaskDefinitionEntry("web", $0, image: "ecr:app:one") }
        let stage = try ECSStage(web, tasks: [TaskEntry("web:2")])
        let error = await #expect(throws: AWSError.self) {
            try await stage.uses { operation, body in
                guard operation == "DescribeTaskDefinition" else { return body }
                return body.replacing("web:2", with: other)
            }
        }
        #expect(error?.code == .malformedResponse)
        #expect(error?.message.contains("web:2 is about") ?? false)
    }

    @Test(
        "is an error where an answer does not name what runs",
        arguments: [("DescribeTaskDefinition", "image"), ("DescribeServices", "taskDefinition")])
    func unnamed(operation: String, member: String) async throws {
        let services = [ServiceEntry("web", taskDefinition: "web:1", taskSets: [.init("web:2")])]
        let web = (1...2).map { TaskDefinitionEntry("web", $0, image: "ecr:app:one") }
        let error = try await failure {
            try await ECSStage(web, services: services).uses { called, body in
                called == operation ? body.replacing("\"\(member)\":", with: "\"other\":") : body
            }
        }
        #expect(error.code == .malformedResponse && error.operation == "ecs:\(operation)")
    }

    @Test("is an error where a task definition has an empty image, or no container")
    func empty() async throws {
        for (member, start, end) in [("image", #""image":""#, "\""), ("containerDefinitions", "Definitions\":[", "]")] {
            let error = try await failure {
                try await ECSStage([TaskDefinitionEntry("web", image: "ecr:app:one")]).uses { operation, body in
                    guard operation == "DescribeTaskDefinition" else { return body }
                    return body.replacing(from: start, to: end, with: "")
                }
            }
            #expect(error.code == .malformedResponse && error.operation == "ecs:DescribeTaskDefinition")
            #expect(error.message.contains("\(member): is empty"))
        }
    }

    @Test(
        "is an error where a running task has neither a task definition nor the names of all its images",
        arguments: [("RUNNING", true), ("PENDING", true), ("STOPPED", false)])
    func unnamedTask(status: String, isError: Bool) async throws {
        let stage = try ECSStage([TaskDefinitionEntry("web", image: "ecr:app:one")], tasks: [TaskEntry("web")])
        let change: @Sendable (String, String) -> String = { operation, body in
            guard operation == "DescribeTasks" else { return body }
            return body.replacing("\"taskDefinitionArn\":", with: "\"other\":")
                .replacing("\"containers\":", with: "\"more\":")
                .replacing("\"lastStatus\":\"RUNNING\"", with: "\"lastStatus\":\"\(status)\"")
        }
        guard isError else {
            #expect(try await stage.uses(changing: change).by("task").isEmpty)
            return
        }
        let error = try await failure { try await stage.uses(changing: change) }
        #expect(error.code == .malformedResponse && error.operation == "ecs:DescribeTasks")
        #expect(error.message.contains("the ECS task arn:aws:ecs:"))
    }

    @Test("counts a task with an empty image by its task definition")
    func emptyImageOfTask() async throws {
        let stage = try ECSStage([TaskDefinitionEntry("web", image: "ecr:app:one")], tasks: [TaskEntry("web")])
        let uses = try await stage.uses { operation, body in
            operation == "DescribeTasks" ? body.replacing(from: #""image":""#, to: "\"", with: "") : body
        }
        #expect(uses.by("task").map(\.reference.tag) == ["one"])
    }

    @Test("is read to its end where a fault passes")
    func passing() async throws {
        let calm = try stage(listing: Self.operations)
        let rough = try stage(
            Self.operations.map { Fault(.throttling, of: $0, firstCall: 2, calls: 1) }, listing: Self.operations)
        let (one, other) = (try await calm.uses(), try await rough.uses())
        #expect(one == other)
        #expect(Set(one).count == 101 + 101 * 2 + 103)
        #expect(rough.retries == Self.operations.count)
    }

    @Test("is an error where a failure inside the answer has another reason than that the thing is gone")
    func failureInside() async throws {
        let stage = try ECSStage([TaskDefinitionEntry("web", image: "ecr:app:one")], tasks: [TaskEntry("web")])
        let error = try await failure {
            try await stage.uses { operation, body in
                guard operation == "DescribeTasks" else { return body }
                return #"{"tasks":[],"failures":[{"arn":"arn:task","reason":"AGENT","detail":"no answer"}]}"#
            }
        }
        #expect(error.code == "AGENT")
        #expect("\(error)" == "ecs:DescribeTasks: AGENT: arn:task could not be described: no answer (HTTP 200)")
    }

    @Test(
        "is an error where an answer leaves out what was asked for",
        arguments: [("DescribeTasks", "tasks"), ("DescribeServices", "services")])
    func omission(operation: String, member: String) async throws {
        let stage = try ECSStage(
            [TaskDefinitionEntry("web", image: "ecr:app:one")],
            services: [ServiceEntry("web", taskDefinition: "web")], tasks: [TaskEntry("web")])
        let error = try await failure {
            try await stage.uses { called, body in called == operation ? "{\"\(member)\":[]}" : body }
        }
        #expect(error.code == .malformedResponse)
        #expect(error.operation == "ecs:\(operation)")
    }

    @Test(
        "is an error where a listing would never end",
        arguments: ["ListClusters", "ListTasks", "ListServices", "ListTaskDefinitionFamilies"])
    func endless(name: String) async throws {
        let stage = try stage(listing: [Operation("ecs:\(name)")])
        let token = Mutex("")
        let error = try await failure {
            try await stage.uses { called, body in
                guard called == name else { return body }
                // The last page points back to the second one.
                return token.withLock { token in
                    if let next = body.firstMatch(of: #/"nextToken":"([^"]*)"/#) {
                        token = String(next.output.1)
                        return body
                    }
                    return "{\"nextToken\":\"\(token)\"," + body.dropFirst()
                }
            }
        }
        #expect(error.code == .malformedResponse)
        #expect(error.operation == "ecs:\(name)")
    }

    @Test("lacks the tasks and services that are gone since they were listed, and nothing else")
    func gone() async throws {
        let web = TaskDefinitionEntry("web", image: "ecr:app:one")
        let stage = try ECSStage(
            [web], services: [ServiceEntry("web", taskDefinition: "web", count: 2)], tasks: [TaskEntry("web", count: 3)]
        )
        func left(_ services: Int, _ tasks: Int) -> WorkloadsEntry {
            WorkloadsEntry(
                taskDefinitions: [web],
                clusters: [
                    ClusterEntry(
                        "main", services: [ServiceEntry("web-{n}", taskDefinition: "web", count: services)],
                        tasks: [TaskEntry("web", count: tasks)])
                ])
        }
        let (afterTasks, afterServices) = (left(2, 2), left(1, 2))
        stage.registry.on(.after, call: 2, of: "ecs:ListTasks") { try? $0.setWorkloads(afterTasks) }
        stage.registry.on(.after, call: 1, of: "ecs:ListServices") { try? $0.setWorkloads(afterServices) }
        let uses = try await stage.uses()
        #expect(uses.by("task").count == 2)
        #expect(uses.by("service").count == 1)
    }

    @Test(
        "lacks a cluster that is gone since it was listed", arguments: ["ListTasks", "DescribeTasks", "ListServices"])
    func goneCluster(operation: String) async throws {
        let web = TaskDefinitionEntry("web", image: "ecr:app:one")
        let stage = try ECSStage([web], tasks: [TaskEntry("web")])
        stage.registry.on(.before, call: 1, of: Operation("ecs:\(operation)")) {
            try? $0.setWorkloads(WorkloadsEntry(taskDefinitions: [web]))
        }
        let uses = try await stage.uses()
        #expect(uses.by("task").isEmpty == (operation != "ListServices"))
        #expect(uses.by("task definition").count == 1)
    }
}
