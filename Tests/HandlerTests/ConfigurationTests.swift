import AWSClient
import Cleanup
import Foundation
import ImageModel
import Retention
import Testing

@testable import Handler

@Suite("Configuration")
struct ConfigurationTests {
    static func configuration(_ environment: [String: String] = [:]) throws -> Configuration {
        var environment = environment
        environment["AWS_REGION"] = environment["AWS_REGION"] ?? "eu-west-1"
        return try Configuration(environment: environment, sharedConfig: try .none())
    }

    private func errorText(of environment: [String: String]) -> String? {
        #expect(throws: ConfigurationError.self) { try Self.configuration(environment) }?.description
    }

    @Test("only the exact text false lets anything be deleted")
    func dryRun() throws {
        #expect(try !Self.configuration(["DRY_RUN": "false"]).isDryRun)
        #expect(try Self.configuration().isDryRun)
    }

    @Test(
        "every other text keeps",
        arguments: [
            "", "true", "False", "FALSE", "false ", " false", "\"false\"", "'false'", "flase", "0", "no", "off", "f",
            "false\n", "false\0", "\u{FEFF}false", "fal\u{200B}se", "ｆａｌｓｅ", "!true", "falsefalse", "f\u{430}lse",
        ])
    func dryRunOtherwise(text: String) throws {
        #expect(try Self.configuration(["DRY_RUN": text]).isDryRun)
    }

    @Test(
        "a value that may have been meant for false is named, with what to write",
        arguments: ["False", "0", "false ", "TRUE", "\u{202e}"])
    func misspeltDryRun(text: String) throws {
        let notice = try #require(try Self.configuration(["DRY_RUN": text]).dryRunNotice)
        #expect(notice.hasPrefix("DRY_RUN is \""))
        #expect(notice.contains("write DRY_RUN=false"))
        #expect(!notice.contains("\u{202e}"))
    }

    @Test("a value that says what it means is not", arguments: [nil, "", "true", "false"])
    func meantDryRun(text: String?) throws {
        var environment: [String: String] = [:]
        environment["DRY_RUN"] = text
        #expect(try Self.configuration(environment).dryRunNotice == nil)
    }

    @Test(
        "a variable of another name lets nothing be deleted", arguments: ["dry_run", "DRYRUN", "DRY_RUN ", "DRY-RUN"])
    func otherName(name: String) throws {
        #expect(try Self.configuration([name: "false"]).isDryRun)
    }

    @Test("without a policy the built-in one applies: untagged images older than 15 days expire")
    func builtIn() throws {
        #expect(try Self.configuration().policy.knownPolicy == .builtIn)
        let policy = Policy.builtIn
        let section = policy.sections[try #require(policy.sectionIndex(for: "any/repository", tags: []))]
        #expect(section.rules.map(\.tagStatus) == [.untagged])
        #expect(section.rules.map(\.count) == [.sinceImagePushed(days: 15)])
        #expect(section.rules.map(\.action) == [.expire])
    }

    @Test(
        "only the exact text false needs no approval",
        arguments: [
            (nil, false), ("false", false), ("False", true), ("true", true), ("", true), ("0", true), (" false", true),
        ])
    func approval(text: String?, isRequired: Bool) throws {
        var environment = ["REPORTS": "s3://bucket/prefix"]
        environment["REQUIRE_APPROVAL"] = text
        #expect(try Self.configuration(environment).requiresApproval == isRequired)
    }

    @Test("approval needs a place for plans")
    func approvalWithoutReports() throws {
        #expect(try #require(errorText(of: ["REQUIRE_APPROVAL": "true"])).contains("REPORTS=s3://BUCKET/PREFIX"))
    }

    @Test(
        "the place of reports is a bucket and a prefix",
        arguments: [
            ("s3://bucket", ""), ("s3://bucket/", ""), ("s3://bucket/a", "a/"), ("s3://bucket/a/b/", "a/b/"),
        ])
    func reports(text: String, prefix: String) throws {
        let settings = try #require(try Self.configuration(["REPORTS": text]).reports)
        #expect((settings.bucket, settings.prefix) == ("bucket", prefix))
        #expect(settings.approvedFolder == "s3://bucket/\(prefix)approved/")
    }

    @Test(
        "a place that can't be is refused",
        arguments: [
            "bucket", "s3:bucket", "s3://", "s3:///a", "s3://b/a", "s3://bucket//", "s3://bucket/a//b",
            "https://bucket/a",
        ])
    func wrongReports(text: String) throws {
        #expect(try #require(errorText(of: ["REPORTS": text])).contains("REPORTS is \"\(text)\""))
    }

    @Test("the attempts are as many as the environment says", arguments: [(nil, 3), ("", 3), ("1", 1), ("10", 10)])
    func attempts(text: String?, attempts: Int) throws {
        var environment: [String: String] = [:]
        environment["AWS_MAX_ATTEMPTS"] = text
        #expect(try Self.configuration(environment).maximumAttempts == attempts)
    }

    @Test(
        "a number of attempts that is none is an error that names the variable",
        arguments: ["0", "-1", "three", "3.0", "1e2", " 3", "99999999999999999999"])
    func wrongAttempts(text: String) throws {
        let refusal = try #require(errorText(of: ["AWS_MAX_ATTEMPTS": text]))
        #expect(refusal.contains("AWS_MAX_ATTEMPTS"))
        #expect(refusal.contains(text))
    }

    @Test(
        "the region is AWS_REGION, then AWS_DEFAULT_REGION, and decides the endpoint",
        arguments: [
            (["AWS_REGION": "us-gov-west-1"], "us-gov-west-1", "api.ecr.us-gov-west-1.amazonaws.com"),
            (["AWS_REGION": "cn-north-1"], "cn-north-1", "api.ecr.cn-north-1.amazonaws.com.cn"),
            (
                ["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"], "eu-west-1",
                "api.ecr.eu-west-1.amazonaws.com"
            ),
            (["AWS_DEFAULT_REGION": "eu-west-2"], "eu-west-2", "api.ecr.eu-west-2.amazonaws.com"),
            (
                [
                    "AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL_ECR": "http://127.0.0.1:5000",
                    "AWS_ENDPOINT_URL": "http://x",
                ],
                "eu-west-1", "127.0.0.1:5000"
            ),
        ] as [([String: String], String, String)])
    func regions(environment: [String: String], region: String, host: String) throws {
        let configuration = try Configuration(environment: environment, sharedConfig: try .none())
        #expect(configuration.region.code == region)
        #expect(try configuration.endpoints.endpoint(for: .ecr, in: configuration.region).authority == host)
    }

    @Test("each service is called at its own endpoint, or at the one that is set for it")
    func endpoints() throws {
        let own = try Self.configuration()
        #expect(try own.endpoints.endpoint(for: .sts, in: own.region).authority == "sts.eu-west-1.amazonaws.com")
        let set = try Self.configuration([
            "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:5000", "AWS_ENDPOINT_URL_SSM": "http://127.0.0.1:5001",
        ])
        #expect(try set.endpoints.endpoint(for: .sts, in: set.region).authority == "127.0.0.1:5000")
        #expect(try set.endpoints.endpoint(for: .ssm, in: set.region).authority == "127.0.0.1:5001")
        #expect(try set.endpoints.endpoint(for: .ecr, in: set.region).authority == "api.ecr.eu-west-1.amazonaws.com")
    }

    @Test(
        "no region, or a text that is none, is an error that names where it should be",
        arguments: [[:], ["AWS_REGION": "eu west 1"], ["AWS_REGION": "evil.example/"]])
    func wrongRegions(environment: [String: String]) {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(environment: environment, sharedConfig: try .none())
        }
        #expect(error?.description.contains("AWS_REGION") == true)
    }
}

extension SharedConfig {
    /// The shared configuration without any files.
    static func none() throws -> SharedConfig { try SharedConfig(environment: [:]) }
}
