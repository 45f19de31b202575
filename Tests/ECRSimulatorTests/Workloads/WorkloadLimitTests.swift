import ECRSimulator
import Testing

@Suite("Limits of what runs images")
struct WorkloadLimitTests {
    /// 250 workloads of each kind.
    private static let many = WorkloadsEntry(
        taskDefinitions: [
            TaskDefinitionEntry("task-{n}", containers: [ContainerEntry("app", image: "nginx")], count: 250)
        ],
        clusters: [
            ClusterEntry(
                services: [ServiceEntry("service", taskDefinition: "task-{n}", count: 250)],
                tasks: [TaskEntry("task-{n}", count: 250)])
        ],
        functions: [FunctionEntry("function", image: "nginx", count: 250)],
        jobDefinitions: [JobDefinitionEntry("job", images: .init(container: "nginx"), count: 250)])

    private let registry: SimulatedRegistry

    init() throws { registry = try SimulatedRegistry(RegistryFile(workloads: Self.many)) }

    /// The sizes of a listing's pages, whose items must all be different.
    private func pages(
        _ key: String, token name: String = "nextToken", _ call: (String?) throws -> Reply
    ) throws -> [Int] {
        var token: String?
        var sizes: [Int] = []
        var seen: Set<String> = []
        repeat {
            let reply = try call(token)
            #expect(reply.status == 200)
            let items = try #require(reply.json[key] as? [Any])
            for item in items { #expect(seen.insert("\(item)").inserted) }
            sizes.append(items.count)
            token = reply.json[name] as? String
        } while token != nil
        return sizes
    }

    @Test(
        "pages of ECS have at most 100 items, and as many where the request does not say it, but for services",
        arguments: [
            ("ecs:ListTasks", "taskArns", [100, 100, 50]),
            ("ecs:ListServices", "serviceArns", Array(repeating: 10, count: 25)),
            ("ecs:ListTaskDefinitions", "taskDefinitionArns", [100, 100, 50]),
            ("ecs:ListTaskDefinitionFamilies", "families", [100, 100, 50]),
        ] as [(Operation, String, [Int])])
    func ecsPages(operation: Operation, key: String, sizes: [Int]) throws {
        #expect(try pages(key) { try registry.call(operation, $0.map { ["nextToken": $0] } ?? [:]) } == sizes)
        let asked = try pages(key) { token in
            var request: [String: Any] = ["maxResults": 100]
            request["nextToken"] = token
            return try registry.call(operation, request)
        }
        #expect(asked == [100, 100, 50])
        for wrong in [0, 101] {
            #expect(try registry.call(operation, ["maxResults": wrong]).code == "InvalidParameterException")
        }
    }

    @Test("ECS describes no more at once than it takes")
    func ecsBatches() throws {
        for (operation, member, limit) in [
            ("ecs:DescribeTasks", "tasks", 100), ("ecs:DescribeServices", "services", 10),
            ("ecs:DescribeServiceRevisions", "serviceRevisionArns", 20),
            ("ecs:DescribeServiceDeployments", "serviceDeploymentArns", 20),
        ] as [(Operation, String, Int)] {
            let names = (0...limit).map { "service-\($0)" }
            #expect(try registry.call(operation, [member: names]).code == "InvalidParameterException")
            #expect(try registry.call(operation, [member: [String]()]).code == "InvalidParameterException")
            #expect(try registry.call(operation, [member: Array(names.dropLast())]).status == 200)
        }
    }

    @Test("a token belongs to its listing, filters included")
    func foreignToken() throws {
        let token = try #require(try registry.call("ecs:ListTasks").nextToken)
        for request in [["nextToken": token, "desiredStatus": "STOPPED"], ["nextToken": "x"]] {
            #expect(try registry.call("ecs:ListTasks", request).code == "InvalidParameterException")
        }
        #expect(registry.get("/2015-03-31/functions?Marker=x").code == "InvalidParameterValueException")
        #expect(try registry.post("/coverage/list", ["nextToken": "x"]).code == "ValidationException")
        #expect(try registry.post("/v1/describejobdefinitions", ["nextToken": "x"]).code == "ClientException")
    }

    @Test("pages of Lambda have at most 50 items, whatever the request asks for", arguments: ["", "&MaxItems=10000"])
    func lambdaPages(query: String) throws {
        let sizes = try pages("Functions", token: "NextMarker") { token in
            let marker = token.map { "&Marker=\($0.replacing("=", with: "%3D"))" } ?? ""
            return registry.get("/2015-03-31/functions?FunctionVersion=ALL\(query)\(marker)")
        }
        #expect(sizes == [50, 50, 50, 50, 50])
        #expect(registry.get("/2015-03-31/functions?MaxItems=0").code == "InvalidParameterValueException")
        #expect(registry.get("/2015-03-31/functions?MaxItems=x").code == "InvalidParameterValueException")
    }

    @Test("pages of Batch have at most 100 items")
    func batchPages() throws {
        let sizes = try pages("jobDefinitions") {
            try registry.post("/v1/describejobdefinitions", $0.map { ["nextToken": $0] } ?? [:])
        }
        #expect(sizes == [100, 100, 50])
        #expect(try registry.post("/v1/describejobdefinitions", ["maxResults": 101]).code == "ClientException")
    }

    @Test("pages of Inspector have at most 200 items, repositories among them")
    func inspectorPages() throws {
        let app = RepositoryEntry("app", generate: ImageSeries(count: 250))
        let inspector = InspectorEntry(
            status: "ENABLED", coverage: [.init("ecr:app#generated-0-{n}", inUseCount: 1, count: 250)])
        let registry = try SimulatedRegistry(
            RegistryFile(repositories: [app], workloads: WorkloadsEntry(inspector: inspector)))
        let sizes = try pages("coveredResources") { token in
            var request: [String: Any] = ["maxResults": 200]
            request["nextToken"] = token
            return try registry.post("/coverage/list", request)
        }
        #expect(sizes == [200, 51])
        #expect(try registry.post("/coverage/list", ["maxResults": 201]).code == "ValidationException")
    }
}
