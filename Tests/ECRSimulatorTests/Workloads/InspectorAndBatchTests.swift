import ECRSimulator
import Foundation
import ImageModel
import Testing

@Suite("Inspector")
struct InspectorTests {
    private static func registry(_ status: String) throws -> SimulatedRegistry {
        let app = RepositoryEntry(
            "app", images: ["one", "two", "three"].map { ImageEntry($0, tags: [ImageTag($0)], pushed: .daysAgo(2)) })
        let inspector = InspectorEntry(
            status: status,
            coverage: [
                .init("ecr:app#one", inUseCount: 2, lastInUse: .daysAgo(0)),
                .init("ecr:app:two", inUseCount: 0, lastInUse: .daysAgo(5)),
                .init("ecr:app#three", scanStatus: "INACTIVE"),
            ])
        return try SimulatedRegistry(RegistryFile(repositories: [app], workloads: WorkloadsEntry(inspector: inspector)))
    }

    @Test(
        "passes what satisfies every criterion",
        arguments: [
            ([:], ["app", "one", "three", "two"]),
            (["ecrImageInUseCount": [["lowerInclusive": 1]]], ["one"]),
            (["ecrImageInUseCount": [["lowerInclusive": 0], ["lowerInclusive": 5]]], ["one", "two"]),
            (["resourceType": [["comparison": "EQUALS", "value": "AWS_ECR_REPOSITORY"]]], ["app"]),
            (["scanStatusCode": [["comparison": "NOT_EQUALS", "value": "ACTIVE"]]], ["three"]),
            (["ecrRepositoryName": [["comparison": "EQUALS", "value": "other"]]], []),
        ] as [(JSON, [String])])
    func filter(criteria: JSON, names: [String]) throws {
        let registry = try Self.registry("ENABLED")
        let reply = try registry.post("/coverage/list", ["filterCriteria": criteria.object])
        let byDigest = Dictionary(
            uniqueKeysWithValues: try ["one", "two", "three"].map { ("\(try registry.digest($0))", $0) })
        let found = reply.strings("coveredResources", "resourceId").compactMap { $0.split(separator: "/").last }
            .map { byDigest[String($0)] ?? String($0) }
        #expect(found.sorted() == names)
    }

    @Test("filters by the last use, and says when and how often an image is used")
    func lastInUse() throws {
        let criteria = ["ecrImageLastInUseAt": [["startInclusive": start.timeIntervalSince1970 - 86_400]]]
        let reply = try Self.registry("ENABLED").post("/coverage/list", ["filterCriteria": criteria])
        #expect(reply.rows("coveredResources").count == 1)
        let metadata = reply.rows("coveredResources").first?["resourceMetadata"] as? [String: [String: Any]]
        let image = try #require(metadata?["ecrImage"])
        #expect(image["inUseCount"] as? Int == 2)
        #expect(image["tags"] as? [String] == ["one"])
        #expect(image["lastInUseAt"] as? Double == start.timeIntervalSince1970)
    }

    @Test("refuses criteria that it would have to pass over, and comparisons that do not exist")
    func refusals() throws {
        for criteria in [
            ["ecrImageTags": [["comparison": "EQUALS", "value": "x"]]],
            ["resourceType": [["comparison": "LIKE", "value": "x"]]], ["resourceType": []],
        ] {
            let reply = try Self.registry("ENABLED").post("/coverage/list", ["filterCriteria": criteria])
            #expect(reply.status == 400)
            #expect(reply.code == "ValidationException")
        }
    }

    @Test(
        "lists nothing where it is not enabled, and says so only where it is asked", arguments: ["ENABLED", "DISABLED"])
    func status(status: String) throws {
        let registry = try Self.registry(status)
        let reply = try registry.post("/status/batch/get", ["accountIds": ["123456789012", "999999999999"]])
        let resources = reply.rows("accounts").first?["resourceState"] as? [String: [String: Any]]
        #expect(resources?["ecr"]?["status"] as? String == status)
        #expect(reply.strings("failedAccounts", "accountId") == ["999999999999"])
        #expect(try registry.post("/status/batch/get").rows("accounts").count == 1)
        #expect(try registry.post("/coverage/list").rows("coveredResources").isEmpty == (status == "DISABLED"))
    }
}

@Suite("Batch")
struct BatchTests {
    private let registry: SimulatedRegistry

    init() throws {
        let definitions = [
            JobDefinitionEntry("report", images: .init(container: "nginx:1")),
            JobDefinitionEntry("report", revision: 2, status: "INACTIVE", images: .init(container: "nginx:2")),
            JobDefinitionEntry("task", images: .init(ecs: ["a", "b"])),
            JobDefinitionEntry("pod", images: .init(eks: ["a"], eksInit: ["b"])),
            JobDefinitionEntry("nodes", nodes: [.init(container: "a"), .init(ecs: ["b"])]),
        ]
        registry = try SimulatedRegistry(RegistryFile(workloads: WorkloadsEntry(jobDefinitions: definitions)))
    }

    @Test(
        "describes definitions by name, by status, or by a list",
        arguments: [
            ([:], [1, 1, 1, 1, 2]), (["status": "ACTIVE"], [1, 1, 1, 1]), (["jobDefinitionName": "report"], [1, 2]),
            (["jobDefinitions": ["report:2"]], [2]), (["jobDefinitionName": "x"], []),
        ] as [(JSON, [Int])])
    func filter(request: JSON, revisions: [Int]) throws {
        let reply = try registry.post("/v1/describejobdefinitions", request.object)
        #expect(reply.rows("jobDefinitions").compactMap { $0["revision"] as? Int }.sorted() == revisions)
    }

    @Test(
        "has images where each kind of job has them",
        arguments: [
            ("report:1", #""containerProperties":{"image":"nginx:1"}"#),
            ("task:1", #""taskProperties":[{"containers":[{"image":"a","name":"container-0"},{"image":"b""#),
            ("pod:1", #""initContainers":[{"image":"b","name":"init-0"}]"#),
            ("nodes:1", #""nodeRangeProperties":[{"container":{"image":"a"},"targetNodes":"0:0"},{"ecsProperties""#),
        ])
    func images(name: String, json: String) throws {
        #expect(try registry.post("/v1/describejobdefinitions", ["jobDefinitions": [name]]).text.contains(json))
    }
}
