import ECRSimulator
import Foundation
import ImageModel
import Testing

@Suite("Replication")
struct ReplicationTests {
    private static let home = Location(account: "123456789012", region: "eu-west-1")
    private static let there = Location(account: "123456789012", region: "us-east-1")

    /// A registry whose images are also in another region.
    private func registry(_ rule: ReplicationEntry.Rule?) throws -> SimulatedRegistry {
        let repositories = [
            RepositoryEntry(
                "app",
                images: [
                    ImageEntry("amd64", pushed: .daysAgo(20)),
                    ImageEntry("index", tags: ["v1"], pushed: .daysAgo(20), manifests: ["amd64"]),
                    ImageEntry("plain", tags: ["x", "y"], pushed: .daysAgo(18)),
                ])
        ]
        return try SimulatedRegistry(
            RegistryFile(
                repositories: repositories,
                registries: [RegistryEntry(Self.there, repositories: repositories)],
                replication: ReplicationEntry(rule.map { [$0] } ?? [])))
    }

    private func delete(_ name: String, by key: String = "imageDigest", from registry: SimulatedRegistry) throws {
        let id = key == "imageTag" ? name : "\(try registry.digest(name))"
        let reply = try registry.call("BatchDeleteImage", ["repositoryName": "app", "imageIds": [[key: id]]])
        #expect(reply.rows("failures").isEmpty)
    }

    private func left(_ registry: SimulatedRegistry) throws -> Set<ImageDigest> {
        Set(registry.images(in: "app", of: .ecr(Self.there)).map(\.digest))
    }

    @Test("carries a deletion by digest to the same repository of each destination, with all tags")
    func deletes() throws {
        let registry = try registry(.init(to: [Self.there], prefixes: ["lib", "ap"], replicatesDeletions: true))
        try delete("plain", from: registry)
        #expect(try !left(registry).contains(registry.digest("plain")))
        try delete("index", from: registry)
        try delete("amd64", from: registry)
        #expect(try left(registry).isEmpty)
    }

    @Test(
        "leaves the destinations alone without a rule that says so of the repository",
        arguments: [
            nil, ReplicationEntry.Rule(to: [there]), .init(to: [there], replicatesDeletions: false),
            .init(to: [there], prefixes: ["lib"], replicatesDeletions: true),
        ])
    func leaves(rule: ReplicationEntry.Rule?) throws {
        let registry = try registry(rule)
        try delete("plain", from: registry)
        #expect(try left(registry).count == 3)
    }

    @Test("does not carry tags on that are taken away, nor the image that goes with its last one")
    func byTag() throws {
        let registry = try registry(.init(to: [Self.there], replicatesDeletions: true))
        try delete("x", by: "imageTag", from: registry)
        try delete("y", by: "imageTag", from: registry)
        #expect(registry.images(in: "app").count == 2)
        #expect(try left(registry).count == 3)
    }

    @Test("keeps a manifest at the destination that an index holds there")
    func held() throws {
        let registry = try registry(.init(to: [Self.there], replicatesDeletions: true))
        try registry.push(
            ImageEntry("theirs", pushed: .daysAgo(1), manifests: ["amd64"]), to: "app", of: .ecr(Self.there))
        try delete("index", from: registry)
        try delete("amd64", from: registry)
        #expect(try left(registry).contains(registry.digest("amd64")))
    }

    @Test("is what DescribeRegistry tells, in ECR's shape")
    func describe() throws {
        let reply = try registry(.init(to: [Self.there], prefixes: ["ap"], replicatesDeletions: true))
            .call("DescribeRegistry")
        #expect(
            reply.text == """
                {"registryId":"123456789012","replicationConfiguration":{"rules":[{"deleteReplication":\
                {"enabled":true},"destinations":[{"region":"us-east-1","registryId":"123456789012"}],\
                "repositoryFilters":[{"filter":"ap","filterType":"PREFIX_MATCH"}]}]}}
                """)
        #expect(
            try registry(nil).call("DescribeRegistry").text
                == #"{"registryId":"123456789012","replicationConfiguration":{"rules":[]}}"#)
        #expect(
            try registry(.init(to: [Self.there])).call("DescribeRegistry").text
                == """
                {"registryId":"123456789012","replicationConfiguration":{"rules":[{"destinations":[{"region":\
                "us-east-1","registryId":"123456789012"}]}]}}
                """)
        #expect(try registry(nil).call("ecr-public:DescribeRegistry").code == "UnknownOperationException")
    }

    @Test("stands in the registry file in ECR's shape, at home and elsewhere")
    func file() throws {
        func rules(_ region: String) -> String {
            """
            {"rules": [{"destinations": [{"region": "\(region)", "registryId": "123456789012"}],
              "deleteReplication": {"enabled": true}}]}
            """
        }
        let file = try RegistryFile(
            json: Data(
                """
                {"replicationConfiguration": \(rules("us-east-1")), "registries": [
                  {"region": "us-east-1", "replicationConfiguration": \(rules("eu-west-1"))}]}
                """.utf8))
        #expect(file.replication == ReplicationEntry([.init(to: [Self.there], replicatesDeletions: true)]))
        #expect(
            file.registries[0].replication
                == ReplicationEntry([.init(to: [Self.home], replicatesDeletions: true)]))
    }

    @Test(
        "is refused in a file where it is wrong, with the place",
        arguments: [
            (#"{}"#, "rules"),
            (#"{"rules": [{}]}"#, "rules[0].destinations"),
            (#"{"rules": [{"destinations": [], "filters": []}]}"#, "rules[0].filters"),
            (#"{"rules": [{"destinations": [{"region": "us-east-1"}]}]}"#, "rules[0].destinations[0].registryId"),
            (#"{"rules": [{"destinations": [], "repositoryFilters": []}]}"#, "rules[0].repositoryFilters"),
            (
                #"{"rules": [{"destinations": [], "repositoryFilters": [{"filter": "app", "filterType": "EQUALS"}]}]}"#,
                "rules[0].repositoryFilters[0].filterType"
            ),
            (#"{"rules": [{"destinations": [], "deleteReplication": true}]}"#, "rules[0].deleteReplication"),
            (
                #"{"rules": [{"destinations": [{"region": "us-east-1", "registryId": "123456789012"}]}]}"#,
                "rules[0].destinations[0]"
            ),
            (
                #"{"rules": [{"destinations": [{"region": "eu-west-1", "registryId": "123456789012"}]}]}"#,
                "rules[0].destinations[0]"
            ),
        ])
    func errors(json: String, path: String) {
        let error = #expect(throws: RegistryFileError.self) {
            try SimulatedRegistry(RegistryFile(json: Data(#"{"replicationConfiguration": \#(json)}"#.utf8)))
        }
        #expect(error?.path == "replicationConfiguration.\(path)")
    }
}
