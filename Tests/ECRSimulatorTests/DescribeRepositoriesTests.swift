import ECRSimulator
import Testing

@Suite("DescribeRepositories, ListTagsForResource, ListPullTimeUpdateExclusions")
struct RegistryOperationTests {
    private let registry: SimulatedRegistry

    init() throws {
        registry = try SimulatedRegistry(
            RegistryFile(
                registryID: "111122223333", region: "cn-north-1",
                repositories: [
                    RepositoryEntry(
                        "team-a/app", created: .epochSeconds(1_700_000_000), tagMutability: "IMMUTABLE",
                        resourceTags: ["team": "a", "keep": ""]),
                    RepositoryEntry("base"),
                ],
                pullTimeUpdateExclusions: ["c", "a", "b"].map { "arn:aws:iam::111122223333:role/\($0)" }))
    }

    @Test("describes a repository with its ARN and its URI")
    func describe() throws {
        let reply = try registry.call("DescribeRepositories", ["repositoryNames": ["team-a/app"]])
        let repository = try #require(reply.rows("repositories").first)
        #expect(
            repository["repositoryArn"] as? String == "arn:aws-cn:ecr:cn-north-1:111122223333:repository/team-a/app")
        #expect(
            repository["repositoryUri"] as? String
                == "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/team-a/app")
        #expect(repository["createdAt"] as? Double == 1_700_000_000)
        #expect(repository["imageTagMutability"] as? String == "IMMUTABLE")
    }

    @Test(
        "refuses what the service's model does not allow",
        arguments: [
            (["repositoryNames": []], "InvalidParameterException"),
            (["repositoryNames": ["base"], "maxResults": 5], "InvalidParameterException"),
            (["maxResults": 1_001], "InvalidParameterException"),
            (["nextToken": "made up"], "InvalidParameterException"),
            (["repositoryNames": ["base", "gone"]], "RepositoryNotFoundException"),
            (["registryId": "999999999999"], "InvalidParameterException"),
        ] as [(JSON, String)])
    func invalid(request: JSON, code: String) throws {
        #expect(try registry.call("DescribeRepositories", request.object).code == code)
    }

    @Test("gives resource tags with the capitals of the service's model")
    func resourceTags() throws {
        let arn = "arn:aws-cn:ecr:cn-north-1:111122223333:repository/team-a/app"
        let reply = try registry.call("ListTagsForResource", ["resourceArn": arn])
        #expect(
            reply.json["tags"] as? [[String: String]] == [
                ["Key": "keep", "Value": ""], ["Key": "team", "Value": "a"],
            ])
    }

    @Test(
        "knows the ARNs of its own repositories only",
        arguments: [
            ("arn:aws-cn:ecr:cn-north-1:111122223333:repository/gone", "RepositoryNotFoundException"),
            ("arn:aws:ecr:cn-north-1:111122223333:repository/base", "InvalidParameterException"),
            ("arn:aws-cn:ecr:cn-north-1:999999999999:repository/base", "InvalidParameterException"),
            ("base", "InvalidParameterException"),
        ])
    func resourceARNs(arn: String, code: String) throws {
        #expect(try registry.call("ListTagsForResource", ["resourceArn": arn]).code == code)
    }

    @Test("lists the principals whose pulls are not recorded, by pages")
    func exclusions() throws {
        let first = try registry.call("ListPullTimeUpdateExclusions", ["maxResults": 2])
        let second = try registry.call(
            "ListPullTimeUpdateExclusions", ["maxResults": 2, "nextToken": try #require(first.nextToken)])
        let names = [first, second].flatMap { $0.json["pullTimeUpdateExclusions"] as? [String] ?? [] }
        #expect(names == ["a", "b", "c"].map { "arn:aws:iam::111122223333:role/\($0)" })
        #expect(second.nextToken == nil)
    }
}
