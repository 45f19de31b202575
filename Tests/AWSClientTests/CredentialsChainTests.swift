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

    private func chain(
        _ environment: [String: String], profile: String? = nil, config: String? = config
    ) throws -> CredentialProviderChain {
        let environment = environment.merging(["HOME": "/home/me"]) { $1 }
        let files = FileReader.holding(config.map { ["/home/me/.aws/config": $0] } ?? [:])
        var context = CredentialContext.testing(
            try SharedConfig(environment: environment, profile: profile, files: files), environment: environment)
        context.localTransport = ContainerEndpoint([.status(200, Self.container)])
        context.files = files
        return CredentialProviderChain.standard(context)
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

    @Test("leaves the environment's keys aside for a profile that an option chose")
    func explicitProfile() async throws {
        #expect(try await chain(Self.keys, profile: "team").credentials()?.accessKeyID == "TEAM")
        #expect(
            try await chain(Self.keys.merging(Self.uri) { $1 }, profile: "empty").credentials()?.accessKeyID
                == "CONTAINER")
    }

    private static let webIdentity = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/x"]

    @Test("ends at a web identity whose token is missing, before keys of a profile", arguments: [[:], uri])
    func webIdentity(more: [String: String]) async throws {
        let chain = try chain(Self.webIdentity.merging(more) { $1 })
        let error = await #expect(throws: CredentialError.self) { try await chain.credentials() }
        #expect(error?.source.contains("AWS_WEB_IDENTITY_TOKEN_FILE") == true)
    }

    @Test("asks the environment's keys before a web identity, and passes over an empty one")
    func keysBeforeWebIdentity() async throws {
        let chain = try chain(Self.webIdentity.merging(Self.keys) { $1 })
        #expect(try await chain.credentials()?.accessKeyID == "ENVIRONMENT")
        let other = try self.chain(["AWS_WEB_IDENTITY_TOKEN_FILE": ""])
        #expect(try await other.credentials()?.accessKeyID == "DEFAULT")
    }

    private static let named = """
        [default]
        role_arn = arn:aws:iam::1:role/x
        credential_source = EcsContainer
        """

    @Test("says which source of a role has no credentials")
    func namedSource() async throws {
        let chain = try chain([:], config: Self.named)
        let error = await #expect(throws: CredentialError.self) { try await chain.credentials() }
        #expect(error?.source == "profile default (/home/me/.aws/config, line 3)")
        #expect(error?.message == "the source that it names has no credentials: EcsContainer")
    }

    @Test("asks for an MFA code on a terminal alone, and takes six digits", arguments: [nil, "12345", "secret"])
    func mfa(code: String?) async throws {
        let config =
            "[default]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = b\nmfa_serial = dev\n"
            + "[profile b]\naws_access_key_id = B\naws_secret_access_key = s"
        let shared = try SharedConfig(
            environment: ["AWS_CONFIG_FILE": "/config"], files: .holding(["/config": config]))
        var context = CredentialContext.testing(shared, environment: [:])
        if let code { context.askForCode = { $0 == "dev" ? code : nil } }
        let error = await #expect(throws: CredentialError.self) {
            try await ProfileCredentialProvider(context: context).credentials()
        }
        #expect(error?.message.contains("MFA code") == true)
        #expect(error?.description.contains("secret") == false)
        #expect(
            error?.nextStep.contains(code == nil ? "aws configure export-credentials --profile default" : "Run again")
                == true)
    }

    @Test("says where it looked and what to do when there are none")
    func none() async throws {
        let chain = try chain(["AWS_EC2_METADATA_DISABLED": "true"], config: nil)
        let error = await #expect(throws: CredentialError.self) { try await chain.credentials() }
        let text = try #require(error?.description)
        for part in [
            "AWS_ACCESS_KEY_ID", "profile default", "/home/me/.aws/config", "/home/me/.aws/credentials",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "instance metadata", "aws sso login", "--profile",
        ] {
            #expect(text.contains(part))
        }
    }
}
