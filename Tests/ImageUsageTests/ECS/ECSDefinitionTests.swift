import AWSClient
import ECRSimulator
import ImageModel
import ImageUsage
import Testing

@Suite("What ECS task definitions use")
struct ECSDefinitionTests {
    /// Five revisions of a family: `one`, `two`, `three`, `one`, `two`.
    private static func family(_ name: String, status: (Int) -> String = { _ in "ACTIVE" }) -> [TaskDefinitionEntry] {
        (1...5).map { number in
            TaskDefinitionEntry(
                name, number, image: "ecr:app:\(["one", "two", "three"][(number - 1) % 3])", status: status(number))
        }
    }

    private static func names(_ uses: [ImageUse]) -> [String] {
        uses.by("task definition").compactMap { $0.user.split(separator: "/").last.map(String.init) }
    }

    @Test("is what the last revisions name of a family that runs, and what is in use", arguments: [1, 2, 3, 4])
    func earlier(revisions: Int) async throws {
        let stage = try ECSStage(Self.family("web"), tasks: [TaskEntry("web:1")])
        let uses = try await stage.uses(revisions: revisions)
        #expect(Self.names(uses) == ["web:1"] + (1...5).suffix(revisions).map { "web:\($0)" })
        #expect(uses.by("task definition").allSatisfy { !$0.isRunning && $0.digest == nil })
        #expect(stage.calls["DescribeTaskDefinition"] == revisions + 1)
    }

    @Test("counts three revisions by default, also of a family that a service has, or a stopped task had")
    func families() async throws {
        let stage = try ECSStage(
            Self.family("web") + Self.family("job") + Self.family("idle"),
            services: [ServiceEntry("web", taskDefinition: "web", desiredCount: 0)],
            tasks: [TaskEntry("job:4", lastStatus: "STOPPED")])
        #expect(
            Self.names(try await stage.uses()) == ["idle:5", "job:3", "job:4", "job:5", "web:3", "web:4", "web:5"])
    }

    @Test("is in one call the latest of a family that nothing runs")
    func latest() async throws {
        let stage = try ECSStage([TaskDefinitionEntry("nightly-{n}", image: "ecr:app:one", count: 101)])
        #expect(Self.names(try await stage.uses()).count == 101)
        #expect(
            stage.calls == [
                "ListClusters": 1, "ListTasks": 2, "ListServices": 1, "ListDaemons": 1, "ListTaskDefinitionFamilies": 2,
                "DescribeTaskDefinition": 101,
            ])
    }

    @Test("is listed, not described, once the latest of each family is known")
    func secondReading() async throws {
        let stage = try ECSStage([TaskDefinitionEntry("nightly-{n}", image: "ecr:app:one", count: 101)])
        let first = try await stage.uses()
        #expect(try await stage.uses() == first)
        #expect(stage.calls["DescribeTaskDefinition"] == 101)
        #expect(stage.calls["ListTaskDefinitions"] == 2)
    }

    @Test("is what a family's newest revision names, registered between two readings, and no longer what is gone")
    func changes() async throws {
        func workloads(_ newest: [TaskDefinitionEntry]) -> WorkloadsEntry {
            WorkloadsEntry(taskDefinitions: [TaskDefinitionEntry("job-{n}", image: "ecr:app:one", count: 5)] + newest)
        }
        let stage = try ECSStage(workloads([TaskDefinitionEntry("web", 1, image: "ecr:app:one")]))
        _ = try await stage.uses()
        try stage.registry.setWorkloads(
            workloads([
                TaskDefinitionEntry("web", 1, image: "ecr:app:one"),
                TaskDefinitionEntry("web", 2, image: "ecr:app:two"),
                TaskDefinitionEntry("new", 1, image: "ecr:app:three"),
                TaskDefinitionEntry("job-4", 2, image: "ecr:app:one", status: "INACTIVE"),
            ]))
        let second = try await stage.uses()
        #expect(Self.names(second) == (0...4).map { "job-\($0):1" } + ["new:1", "web:2"])
        #expect(second.by("task definition").suffix(2).map(\.reference.tag) == ["three", "two"])
        #expect(stage.calls["DescribeTaskDefinition"] == 6 + 2)
    }

    @Test("is described family by family where a listing of all revisions would take more calls")
    func manyRevisions() async throws {
        let stage = try ECSStage([
            TaskDefinitionEntry("web", 250, image: "ecr:app:one"), TaskDefinitionEntry("job", 1, image: "ecr:app:two"),
        ])
        _ = try await stage.uses()
        _ = try await stage.uses()
        #expect(stage.calls["ListTaskDefinitions"] == nil)
        #expect(stage.calls["DescribeTaskDefinition"] == 4)
    }

    @Test("is ordered by the number of the revision, and not of another family that begins alike")
    func order() async throws {
        let definitions = (8...11).map { TaskDefinitionEntry("web", $0, image: "ecr:app:one") }
        let stage = try ECSStage(
            definitions + [TaskDefinitionEntry("web-admin", image: "ecr:app:two")], tasks: [TaskEntry("web")])
        #expect(Self.names(try await stage.uses(revisions: 2)) == ["web-admin:1", "web:10", "web:11"])
    }

    @Test("is what inactive revisions name while they are in use, and no longer")
    func inactive() async throws {
        let stage = try ECSStage(
            Self.family("web") { $0 <= 2 ? "INACTIVE" : "ACTIVE" } + Self.family("gone") { _ in "INACTIVE" },
            services: [ServiceEntry("web", taskDefinition: "web:2")], tasks: [TaskEntry("gone:4")])
        #expect(Self.names(try await stage.uses()) == ["gone:4", "web:2", "web:3", "web:4", "web:5"])
        #expect(stage.calls["ListTaskDefinitions"] == 1)
    }

    @Test("is read to the page that completes the last revisions")
    func pages() async throws {
        let definitions = (1...125).map { TaskDefinitionEntry("web", $0, image: "ecr:app:one") }
        let stage = try ECSStage(definitions, tasks: [TaskEntry("web")])
        #expect(Self.names(try await stage.uses(revisions: 120)).count == 120)
        #expect(stage.calls["ListTaskDefinitions"] == 2)
    }

    @Test("passes over an inactive one that ended meanwhile, where its task or its service tells the image")
    func ended() async throws {
        let stage = try ECSStage(
            [TaskDefinitionEntry("web", image: "ecr:app:one", status: "INACTIVE")],
            services: [ServiceEntry("web", taskDefinition: "web:1")], tasks: [TaskEntry("web:1")])
        let running = stage.registry
        running.on(.before, call: 1, of: "ecs:DescribeTaskDefinition") { try? $0.setWorkloads(WorkloadsEntry()) }
        let uses = try await stage.uses()
        #expect(uses.count == 2)
        #expect(try Set(uses.map(\.digest)) == [stage.registry.digest("one")])
    }

    @Test("is unknown, and an error, where neither can tell it")
    func unknown() async throws {
        let stage = try ECSStage(
            [TaskDefinitionEntry("web", image: "ecr:app:one", status: "INACTIVE")],
            services: [ServiceEntry("web", taskDefinition: "web:1", revisions: [])])
        stage.registry.on(.before, call: 1, of: "ecs:DescribeTaskDefinition") {
            try? $0.setWorkloads(WorkloadsEntry())
        }
        #expect(try await failure { try await stage.uses() }.code == "ClientException")
    }

    @Test("passes over a family whose last revision ended meanwhile, and no other that can't be described")
    func endedFamily() async throws {
        let stage = try ECSStage([TaskDefinitionEntry("nightly", image: "ecr:app:one")])
        stage.registry.on(.before, call: 1, of: "ecs:DescribeTaskDefinition") {
            try? $0.setWorkloads(WorkloadsEntry())
        }
        #expect(try await stage.uses().isEmpty)
        #expect(stage.calls["ListTaskDefinitions"] == 1)

        let other = try ECSStage([TaskDefinitionEntry("nightly", image: "ecr:app:one")])
        other.registry.on(.before, call: 1, of: "ecs:DescribeTaskDefinition") {
            try? $0.setWorkloads(WorkloadsEntry())
        }
        other.registry.on(.before, call: 1, of: "ecs:ListTaskDefinitions") {
            try? $0.setWorkloads(
                WorkloadsEntry(taskDefinitions: [TaskDefinitionEntry("nightly", image: "ecr:app:one")]))
        }
        #expect(try await failure { try await other.uses() }.code == "ClientException")
    }
}
