import AWSClient
import Cleanup
import Foundation
import ImageModel
import ImageUsage
import Retention
import Testing

@testable import Handler

@Suite("Where a policy comes from")
struct PolicySourceTests {
    private static let document = #"{"policies":[{"name":"mine","repositories":["*"]}]}"#
    private static let policy = Policy(sections: [
        Policy.Section(
            name: "mine", repositories: .all, rules: [], protection: Protection(inUse: [.ecs, .lambda, .schedules]))
    ])

    private func source(_ text: String?, file: String? = nil) throws -> PolicySource {
        var environment: [String: String] = [:]
        environment["CLEANUP_POLICY"] = text
        return try PolicySource(environment: environment, file: file)
    }

    private func refusal(of text: String?, file: String? = nil) throws -> String {
        try #require(#expect(throws: ConfigurationError.self) { try source(text, file: file) }).description
    }

    @Test("without one the built-in policy applies")
    func builtIn() throws {
        #expect(try source(nil).knownPolicy == .builtIn)
    }

    @Test("a text that begins with a brace is the policy", arguments: ["", " \n\t", "\u{FEFF}"])
    func inline(before: String) throws {
        #expect(try source(before + Self.document).knownPolicy == Self.policy)
    }

    @Test(
        "ssm: names a parameter, which is not read yet",
        arguments: ["/a/b", "name:3", "arn:aws:ssm:eu-west-1:1:parameter/x"])
    func parameter(name: String) throws {
        #expect(try source("ssm:\(name)") == .parameter(name: name))
    }

    @Test("s3:// names an object, which is not read yet", arguments: ["a", "a/b c+%20.json", "/../a//b"])
    func object(key: String) throws {
        #expect(try source("s3://my-bucket/\(key)") == .object(#require(S3URI(bucket: "my-bucket", key: key))))
    }

    @Test("anything else is a file's path, which is read for each event")
    func file() async throws {
        try await withTemporaryFile("policy.json", Self.document) { file in
            let source = try source(file.path)
            let configured = try PolicySource.policy(inFile: file.path)
            #expect(source == .file(path: file.path) && configured.policy == Self.policy)
        }
    }

    @Test("--policy goes before the variable, whatever that holds", arguments: [nil, "", "{", "ssm:x", "/nonexistent"])
    func option(variable: String?) async throws {
        try await withTemporaryFile("policy.json", Self.document) { file in
            let source = try source(variable, file: file.path)
            #expect(source.knownPolicy == Self.policy)
        }
    }

    @Test(
        "a policy that is set, and empty, is an error that says what to do", arguments: ["", " ", "\n\t ", "\u{FEFF}"])
    func empty(text: String) throws {
        let refusal = try refusal(of: text)
        #expect(refusal.contains("CLEANUP_POLICY"))
        #expect(refusal.contains("unset it"))
    }

    @Test(
        "what can't be used is an error that names the variable, and the place in the policy",
        arguments: [
            ("{", "line 1"), ("{}", "neither rules"), (#"{"rules":[{}]}"#, "rules[0].rulePriority"),
            ("ssm:", "name of a parameter"), ("ssm: ", "name of a parameter"), ("/nonexistent", "/nonexistent"),
            ("SSM:x", "SSM:x"), ("[]", "can't be read"), ("[1]", "begins with {"), ("-", "can't be read"),
            ("/", "can't be read"),
        ])
    func refused(text: String, part: String) throws {
        let refusal = try refusal(of: text)
        #expect(refusal.hasPrefix("CLEANUP_POLICY"))
        #expect(refusal.contains(part))
    }

    @Test(
        "a place as other tools write it is an error that says what to write",
        arguments: [
            ("file:///a/policy.json", "Write /a/policy.json"), ("fileb://policy.json", "Write policy.json"),
            ("SSM:/a/b", "Write ssm:/a/b"), ("Ssm:a:3", "Write ssm:a:3"), ("ssm://a/b", "Write ssm:/a/b"),
            ("ssm:///a/b", "Write ssm:/a/b"),
            (
                "arn:aws:ssm:eu-west-1:123456789012:parameter/a/b",
                "Write ssm:arn:aws:ssm:eu-west-1:123456789012:parameter/a/b"
            ),
            ("arn:aws:s3:::bucket/key.json", "Write s3://BUCKET/KEY"),
            ("S3://bucket/key.json", "Write s3://BUCKET/KEY"),
            ("s3://bucket", "Write s3://BUCKET/KEY"), ("s3://bucket/", "Write s3://BUCKET/KEY"),
            ("arn:aws:iam::123456789012:role/x", "ARN of no parameter"), ("https://example.com/p.json", "Download it"),
            ("\"policy.json\"", "Leave them out: policy.json"), ("'{}'", "Leave them out: {}"),
            (#""{\"rules\":[]}""#, "encoded as JSON twice"),
        ])
    func mistaken(text: String, advice: String) throws {
        let refusal = try refusal(of: text)
        #expect(refusal.hasPrefix("CLEANUP_POLICY"))
        #expect(refusal.contains(advice), "\(refusal)")
    }

    @Test(
        "a place that is no file is an error of --policy that says what to do",
        arguments: [
            ("file://policy.json", "Write policy.json"), ("s3://bucket/key.json", "aws s3 cp"),
            ("ssm:/a/b", "--name /a/b > policy.json"), ("SSM://a/b", "--name /a/b > policy.json"),
            ("ssm:a b", "--name NAME > policy.json"), ("arn:aws:iam::123456789012:role/x", "not an ARN"),
            (
                "arn:aws:ssm:eu-west-1:123456789012:parameter/a",
                "--name arn:aws:ssm:eu-west-1:123456789012:parameter/a > policy.json"
            ),
        ])
    func mistakenOption(path: String, advice: String) throws {
        let refusal = try refusal(of: nil, file: path)
        #expect(refusal.hasPrefix("--policy: \(path) can't be read"))
        #expect(refusal.contains(advice), "\(refusal)")
    }

    @Test("a file is read whatever its name looks like")
    func strangeName() async throws {
        try await withTemporaryFile("ssm:policy.json", Self.document) { file in
            let source = try source(nil, file: file.path)
            #expect(source.knownPolicy == Self.policy)
        }
    }

    @Test("a file that holds no policy is named, and so is the fault")
    func refusedFile() async throws {
        try await withTemporaryFile("policy.json", #"{"rules":[{"rulePriority":0}]}"#) { file in
            for refusal in [try refusal(of: file.path), try refusal(of: nil, file: file.path)] {
                #expect(refusal.contains(file.path))
                #expect(refusal.contains("rules[0].rulePriority"))
            }
        }
    }
}

extension PolicySource {
    /// The policy, where it is known.
    var knownPolicy: Policy? {
        if case .known(let configured) = self { configured.policy } else { nil }
    }
}
