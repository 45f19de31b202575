import AWSClient
import ECRSimulator
import Foundation
import ImageModel
import ImageUsage
import Testing

@Suite("What ECS tasks use")
struct ECSTaskTests {
    private static let web = TaskDefinitionEntry("web", image: "ecr:app:one")

    private func tasks(_ tasks: [TaskEntry]) async throws -> (stage: ECSStage, uses: [ImageUse]) {
        let stage = try ECSStage([Self.web], tasks: tasks)
        return (stage, try await stage.uses().by("task"))
    }

    @Test("is the image by the name it was given, and by the digest that it had then")
    func digest() async throws {
        let container = ContainerEntry("app", image: "ecr:app:one", digest: .of("two"))
        let (stage, uses) = try await tasks([TaskEntry("web", containers: [container])])
        let use = try #require(uses.first)
        #expect(uses.count == 1)
        #expect(use.reference.registry == .ecr(account: "123456789012", region: "eu-west-1"))
        #expect(use.reference.repository == "app")
        #expect(use.reference.tag == "one")
        #expect(try use.digest == stage.registry.digest("two"))
        #expect(use.isRunning)
        #expect(use.user.hasPrefix("ECS task arn:aws:ecs:eu-west-1:123456789012:task/main/"))
    }

    @Test(
        "runs until it has stopped",
        arguments: ["PROVISIONING", "PENDING", "ACTIVATING", "RUNNING", "DEACTIVATING", "STOPPING", "DEPROVISIONING"])
    func stages(status: String) async throws {
        let (_, uses) = try await tasks([TaskEntry("web", lastStatus: status)])
        #expect(uses.map(\.isRunning) == [true])
    }

    @Test("is the name alone while the image is not pulled yet")
    func pending() async throws {
        let (_, uses) = try await tasks([TaskEntry("web", lastStatus: "PENDING")])
        #expect(uses.map(\.reference.tag) == ["one"])
        #expect(uses.map(\.digest) == [nil])
    }

    @Test(
        "counts from when the task started, or was created over an hour ago",
        arguments: [
            ("RUNNING", nil, 5.0, .at(present - 5 * 86_400)), ("PENDING", 0.01, nil, .pending),
            ("PROVISIONING", 0.05, nil, .at(present - 0.05 * 86_400)),
        ] as [(String, Double?, Double?, ImageUse.Start)])
    func start(status: String, created: Double?, started: Double?, expected: ImageUse.Start) async throws {
        let container = ContainerEntry("app", image: "ecr:app:one", digest: .unknown)
        let (_, uses) = try await tasks([
            TaskEntry(
                "web", lastStatus: status, created: created.map { .daysAgo($0) }, started: started.map { .daysAgo($0) },
                containers: [container])
        ])
        #expect(uses.map(\.start) == [expected])
    }

    @Test("may be any where a task that runs does not say when it started")
    func unknownStart() async throws {
        let stage = try ECSStage([Self.web], tasks: [TaskEntry("web")])
        let uses = try await stage.uses { _, body in body.replacing("startedAt", with: "other") }
        #expect(uses.by("task").map(\.start) == [.unknown])
    }

    @Test(
        "may be any where the start that a task names can't be one",
        arguments: ["0", "-5", "0.0", "1", "1400000000", "4102444800", "1e300", "1769860800000"])
    func impossibleStart(time: String) async throws {
        let stage = try ECSStage([Self.web], tasks: [TaskEntry("web")])
        let uses = try await stage.uses { _, body in
            body.replacing("\"startedAt\":", with: "\"startedAt\":\(time),\"other\":")
        }
        #expect(uses.by("task").map(\.start) == [.unknown])
    }

    @Test(
        "may be any where a task that pulls names an impossible time",
        arguments: ["createdAt", "pullStoppedAt"], ["0", "-5", "4102444800"])
    func impossiblePull(member: String, time: String) async throws {
        let stage = try ECSStage([Self.web], tasks: [TaskEntry("web", lastStatus: "PENDING")])
        let times = ["createdAt": "1769860800", "pullStartedAt": "1769860801", "pullStoppedAt": "1769860802"]
            .merging([member: time]) { $1 }.map { "\"\($0)\":\($1)," }.joined()
        let uses = try await stage.uses { _, body in
            body.replacing("\"createdAt\":", with: "\(times)\"other\":")
        }
        #expect(uses.by("task").map(\.start) == [.unknown])
    }

    @Test("is an error where a list stands twice in an answer, since one of them would be passed over")
    func listTwice() async throws {
        let stage = try ECSStage([Self.web], tasks: [TaskEntry("web")])
        let error = await #expect(throws: AWSError.self) {
            try await stage.uses { _, body in body.replacing("{\"taskArns\":", with: "{\"taskArns\":[],\"taskArns\":") }
        }
        #expect(error?.code == .malformedResponse)
    }

    @Test("is read by definitions that are kept from one reading to the next")
    func keptDefinitions() async throws {
        let registry = try SimulatedRegistry.running(
            WorkloadsEntry(
                taskDefinitions: [Self.web], clusters: [ClusterEntry("main", tasks: [TaskEntry("web")])]),
            images: ["one"])
        let client = try AWSClient.forTests(.ecs, SimulatorTransport(to: registry))
        let source = ECSUsageSource(client: client, now: { present })
        let first = try await source.uses(in: CallContext())
        let again = CallStatistics()
        #expect(try await source.uses(in: CallContext(statistics: again)) == first)
        #expect(again.snapshot.calls["DescribeTaskDefinition"] == nil)
        #expect(again.snapshot.calls["ListTaskDefinitions"] == 1)
        #expect(again.snapshot.calls["DescribeTasks"] == 1)
    }

    @Test("is kept in mind of a task that stopped a while ago, which does not run")
    func stopped() async throws {
        let (stage, uses) = try await tasks([TaskEntry("web", lastStatus: "STOPPED")])
        #expect(uses.map(\.isRunning) == [false])
        #expect(try uses.map(\.digest) == [stage.registry.digest("one")])
    }

    @Test("is each container's, of those that are images of ECR's")
    func containers() async throws {
        let digest = "sha512:" + String(repeating: "a", count: 128)
        let containers = [
            ContainerEntry("proxy", image: "envoyproxy/envoy:v1"), ContainerEntry("app", image: "ecr:app:one"),
            ContainerEntry("agent", image: "public.ecr.aws/datadog/agent:7"),
            ContainerEntry("far", image: "222222222222.dkr.ecr-fips.us-gov-west-1.amazonaws.com/app@\(digest)"),
        ]
        let (_, uses) = try await tasks([TaskEntry("web", containers: containers)])
        #expect(uses.map { "\($0.reference)" } == ["123456789012/eu-west-1/app:one", "public/datadog/agent:7"])
    }

    @Test("is by its name where the digest is no digest of ECR's", arguments: ["", "md5:abc"])
    func oddDigest(text: String) async throws {
        let stage = try ECSStage([Self.web], tasks: [TaskEntry("web")])
        let digest = try stage.registry.digest("one")
        let uses = try await stage.uses { _, body in body.replacing("\(digest)", with: text) }.by("task")
        #expect(uses.map(\.reference.tag) == ["one"])
        #expect(uses.map(\.digest) == [nil])
    }

    @Test("is what its definition names where the task itself names nothing", arguments: ["", #"{"name":"app"}"#])
    func untold(containers: String) async throws {
        let stage = try ECSStage([Self.web], tasks: [TaskEntry("web", lastStatus: "PROVISIONING")])
        let uses = try await stage.uses { operation, body in
            guard operation == "DescribeTasks" else { return body }
            return body.replacing(from: #""containers":["#, to: "]", with: containers)
        }
        #expect(uses.by("task").map(\.reference.tag) == ["one"])
        #expect(uses.by("task").map(\.isRunning) == [true])
    }

    @Test("comes from something else than a task definition as it is: from a daemon")
    func daemon() async throws {
        let stage = try ECSStage([Self.web], tasks: [TaskEntry("web")])
        let uses = try await stage.uses { operation, body in
            guard operation == "DescribeTasks" else { return body }
            return body.replacing("task-definition", with: "daemon-task-definition")
        }
        #expect(uses.by("task").map(\.reference.tag) == ["one"])
    }

    @Test("is asked for in two calls for each hundred tasks, throttled or not", .timeLimit(.minutes(10)))
    func callCount() async throws {
        let faults = (1...5).map { Fault(.throttling, of: "ecs:DescribeTasks", firstCall: $0 * 10, calls: 1) }
        let stage = try ECSStage([Self.web], tasks: [TaskEntry("web", count: 5_000)], faults: faults)
        let uses = try await stage.uses()
        #expect(Set(uses.by("task").map(\.user)).count == 5_000)
        #expect(
            stage.calls == [
                "ListClusters": 1, "ListTasks": 51, "DescribeTasks": 50 + 5, "ListServices": 1, "ListDaemons": 1,
                "ListTaskDefinitionFamilies": 1, "ListTaskDefinitions": 1, "DescribeTaskDefinition": 1,
            ])
        #expect(stage.retries == 5)
    }

    @Test("is read of every cluster, and each task once")
    func clusters() async throws {
        let clusters = (0..<101).map { ClusterEntry("cluster-\($0)", tasks: [TaskEntry("web")]) }
        let stage = try ECSStage(WorkloadsEntry(taskDefinitions: [Self.web], clusters: clusters))
        #expect(try await stage.uses().by("task").count == 101)
        #expect(stage.calls["ListClusters"] == 2)
        #expect(stage.calls["ListTasks"] == 202)
        #expect(stage.calls["DescribeTasks"] == 101)
    }

    @Test("is not lost when the task stops between two calls")
    func stopping() async throws {
        let stage = try ECSStage([Self.web], tasks: [TaskEntry("web")])
        stage.registry.on(.after, call: 1, of: "ecs:ListTasks") { registry in
            try? registry.setWorkloads(
                WorkloadsEntry(
                    taskDefinitions: [Self.web],
                    clusters: [ClusterEntry("main", tasks: [TaskEntry("web", lastStatus: "STOPPED")])]))
        }
        #expect(try await stage.uses().by("task").map(\.isRunning) == [false])
    }
}
