import ImageModel
import Testing

@testable import Retention

@Suite("protect.imageUrisFrom")
struct ImageListPolicyTests {
    private func document(global: String = "", section: String = "") throws -> PolicyDocument {
        try PolicyDocument(
            parsing: """
                {"policies": [{"name": "a", "repositories": ["a"], "protect": {\(section)}},
                              {"name": "b", "repositories": ["*"]}],
                 "protect": {\(global)}}
                """.utf8)
    }

    @Test("is a list of places, each a text or an object with its age")
    func places() throws {
        let policy = try document(
            global: """
                "imageUrisFrom": ["s3://my-bucket/a b.txt", "ssm:/x/y", "lists/images.txt",
                                  {"from": "s3://my-bucket/c", "maxAgeHours": 48}, {"from": "ssm:z"}]
                """
        ).policy
        let object = try #require(S3URI("s3://my-bucket/a b.txt"))
        let other = try #require(S3URI("s3://my-bucket/c"))
        #expect(
            policy.protection.imageLists == [
                ImageList(.object(object)), ImageList(.parameter(name: "/x/y")),
                ImageList(.file(path: "lists/images.txt")),
                ImageList(.object(other), maximumAgeHours: 48), ImageList(.parameter(name: "z")),
            ])
        #expect(
            policy.protection.imageLists.map(\.name.rawValue).sorted() == [
                "file lists/images.txt", "s3://my-bucket/a b.txt", "s3://my-bucket/c (at most 48 h old)", "ssm:/x/y",
                "ssm:z",
            ])
    }

    @Test("adds up, and leaves the default sources as they are")
    func addsUp() throws {
        let policy = try document(global: #""imageUrisFrom": ["a"]"#, section: #""imageUrisFrom": ["b", "a"]"#).policy
        let names = policy.sections.map { Set(policy.protection(in: $0).usageSources.map(\.rawValue)) }
        #expect(
            names == [["ecs", "lambda", "schedules", "file a", "file b"], ["ecs", "lambda", "schedules", "file a"]])
    }

    @Test("protects without any other source")
    func alone() throws {
        let policy = try document(global: #""inUse": [], "imageUrisFrom": ["a"]"#).policy
        #expect(policy.protection.usageSources.map(\.rawValue) == ["file a"])
        #expect(policy.protection.usageSources.allSatisfy { $0.isList })
    }

    @Test("a file's name is never taken for a service's")
    func names() throws {
        let policy = try document(global: #""inUse": ["eks"], "imageUrisFrom": ["ecs"]"#).policy
        #expect(policy.protection.usageSources == [.eks, .list(at: "file ecs")])
    }

    @Test(
        "anything else is a fault at its path",
        arguments: [
            ("[]", "protect.imageUrisFrom", "at least one"), (#""a""#, "protect.imageUrisFrom", "a list"),
            ("[1]", "protect.imageUrisFrom[0]", "a file's path"),
            (#"[""]"#, "protect.imageUrisFrom[0]", "s3://BUCKET/KEY"),
            (#"["s3://b"]"#, "protect.imageUrisFrom[0]", "s3://BUCKET/KEY"),
            (#"["S3://bucket/key"]"#, "protect.imageUrisFrom[0]", "s3://BUCKET/KEY"),
            (#"["https://example.com/x"]"#, "protect.imageUrisFrom[0]", "s3://BUCKET/KEY"),
            (#"["file:///x"]"#, "protect.imageUrisFrom[0]", "a file's path"),
            (#"["ssm:"]"#, "protect.imageUrisFrom[0]", "ssm:/ecr-cleanup/images"),
            (#"["SSM:x"]"#, "protect.imageUrisFrom[0]", "ssm:NAME"),
            (#"["arn:aws:s3:::b/k"]"#, "protect.imageUrisFrom[0]", "s3://BUCKET/KEY"),
            (#"[{}]"#, "protect.imageUrisFrom[0].from", "is missing"),
            (#"[{"from": "a", "maxAgeHours": 0}]"#, "protect.imageUrisFrom[0].maxAgeHours", "whole number from 1"),
            (#"[{"from": "a", "maxAge": 1}]"#, "protect.imageUrisFrom[0].maxAge", "maxAgeHours"),
        ])
    func faults(list: String, path: String, part: String) throws {
        let faults = try #require(
            #expect(throws: InvalidPolicy.self) { try document(global: "\"imageUrisFrom\": \(list)") }
        ).faults.map(\.description)
        #expect(faults.contains { $0.hasPrefix("\(path): ") && $0.contains(part) }, "\(faults)")
    }

    @Test("is a part of the policy's description")
    func phrase() throws {
        let policy = try document(global: #""inUse": [], "imageUrisFrom": ["s3://my-bucket/k", "ssm:x"]"#).policy
        #expect(policy.protection.phrases == ["images that the lists s3://my-bucket/k, ssm:x name"])
    }
}
