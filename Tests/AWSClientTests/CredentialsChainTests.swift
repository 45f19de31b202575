import HTTPTransport
import Testing

@testable import AWSClient

@Suite("The chain of credentials")
struct CredentialsChainTests {
    private static let container =
        #"{"AccessKeyId":"CONTAINER","SecretAccessKey":"s","Token":"t","Expiration":"2026-01-31T13:00:00Z"}"#
    private static let config = """
        [default]
        aws_access_key_id = DEFAULT
        aws_secret_access_key = TOPSECRET
        [profile team]
        aws_access_key_id = TEAM
        aws_secret_access_key = TOPSECRET
        [profile half]
        aws_access_key_id = HALF
        [profile empty]
        region = eu-west-1
        """
    private static let keys = ["AWS_ACCESS_KEY_ID": "ENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "TOPSECRET"]
    private static let uri = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"]

    private func chain(_ environment: [String: String], config: String? = config) throws -> CredentialProviderChain {
        let environment = environment.merging(["HOME": "/home/me"]) { $1 }
        let files = FileReader.holding(config.map { ["/home/me/.aws/config": $0] } ?? [:])
        return CredentialProviderChain.standard(
            environment: environment, sharedConfig: try SharedConfig(environment: environment, files: files),
            transport: ContainerEndpoint([.status(200, Self.container)]), files: files, now: { credentialsNow },
            sleep: sleepForever)
    }

    @Test(
        "asks the environment, then the profile, then the container",
        arguments: [
            (keys.merging(uri) { $1 }, config, "ENVIRONMENT"),
            // As in botocore: only a profile that is chosen in code would win.
            (keys.merging(["AWS_PROFILE": "team"]) { $1 }, config, "ENVIRONMENT"),
            (uri, config, "DEFAULT"),
            (uri.merging(["AWS_PROFILE": "team"]) { $1 }, config, "TEAM"),
            (uri.merging(["AWS_PROFILE": "empty"]) { $1 }, config, "CONTAINER"),
            (uri, nil, "CONTAINER"),
        ] as [([String: String], String?, String)])
    func order(environment: [String: String], config: String?, id: String) async throws {
        #expect(try await chain(environment, config: config).credentials()?.accessKeyID == id)
    }

    @Test(
        "ends at a source that is configured and fails",
        arguments: [
            ["AWS_ACCESS_KEY_ID": "ENVIRONMENT"], uri.merging(["AWS_PROFILE": "half"]) { $1 },
        ])
    func ends(environment: [String: String]) async throws {
        let chain = try chain(environment)
        let error = await #expect(throws: CredentialError.self) { try await chain.credentials() }
        #expect(error?.source.contains("AWS_SECRET_ACCESS_KEY") == true || error?.source.contains("half") == true)
    }

    private static let webIdentity = [
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/var/run/token", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/x",
    ]

    @Test(
        "ends at a web identity, which is not supported yet, before a profile or a container of another account",
        arguments: [[:], uri, ["AWS_PROFILE": "team"]])
    func webIdentity(more: [String: String]) async throws {
        let chain = try chain(Self.webIdentity.merging(more) { $1 })
        let error = await #expect(throws: CredentialError.self) { try await chain.credentials() }
        #expect(error?.source == "AWS_WEB_IDENTITY_TOKEN_FILE")
        #expect(error?.message.contains("not supported yet") == true)
        #expect(error?.nextStep.contains("eval $(aws configure export-credentials --format env)") == true)
    }

    @Test("asks the environment's keys before a web identity, and passes over an empty one")
    func keysBeforeWebIdentity() async throws {
        let chain = try chain(Self.webIdentity.merging(Self.keys) { $1 })
        #expect(try await chain.credentials()?.accessKeyID == "ENVIRONMENT")
        let other = try self.chain(["AWS_WEB_IDENTITY_TOKEN_FILE": ""])
        #expect(try await other.credentials()?.accessKeyID == "DEFAULT")
    }

    @Test("says where it looked and what to do when there are none")
    func none() async throws {
        let chain = try chain([:], config: nil)
        let error = await #expect(throws: CredentialError.self) { try await chain.credentials() }
        let text = try #require(error?.description)
        for part in [
            "AWS_ACCESS_KEY_ID", "profile default", "/home/me/.aws/config", "/home/me/.aws/credentials",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "aws configure export-credentials",
        ] {
            #expect(text.contains(part))
        }
    }
}
