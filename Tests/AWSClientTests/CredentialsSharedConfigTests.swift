import Testing

@testable import AWSClient

@Suite("Credentials of a profile")
struct CredentialsSharedConfigTests {
    private func credentials(config: String = "", credentials: String = "") async throws -> Credentials? {
        let shared = try SharedConfig(
            environment: ["HOME": "/home/me"],
            files: .holding(["/home/me/.aws/config": config, "/home/me/.aws/credentials": credentials]))
        return try await ProfileCredentialProvider(
            context: .testing(shared, environment: ["PATH": "/usr/bin:/bin"])
        ).credentials()
    }

    private static let process =
        #"credential_process = /bin/echo '{"Version":1,"AccessKeyId":"PROCESS","SecretAccessKey":"s"}'"# + "\n"

    private static func keys(_ id: String) -> String {
        "aws_access_key_id = \(id)\naws_secret_access_key = TOPSECRET+/=\n"
    }

    @Test("are the keys of either file")
    func keys() async throws {
        let inCredentials = try await credentials(
            credentials: "[default]\n" + Self.keys("AKID") + "aws_session_token = t")
        #expect(
            inCredentials == Credentials(accessKeyID: "AKID", secretAccessKey: "TOPSECRET+/=", sessionToken: "t"))
        let inConfig = try await credentials(config: "[default]\n" + Self.keys("AKID"))
        #expect(inConfig == Credentials(accessKeyID: "AKID", secretAccessKey: "TOPSECRET+/="))
    }

    @Test(
        "are none without a profile, and none of a profile without a source", arguments: ["", "[default]\nregion = x"])
    func none(config: String) async throws {
        #expect(try await credentials(config: config) == nil)
    }

    @Test("come from the credentials file, then from a process, then from the config file, as in botocore")
    func order() async throws {
        let all = try await credentials(
            config: "[default]\n" + Self.process + Self.keys("CONFIG"), credentials: "[default]\n" + Self.keys("FILE"))
        #expect(all?.accessKeyID == "FILE")
        let process = try await credentials(config: "[default]\n" + Self.process + Self.keys("CONFIG"))
        #expect(process?.accessKeyID == "PROCESS")
    }

    @Test("never mix the token of one file with the keys of the other")
    func filesApart() async throws {
        let found = try await credentials(
            config: "[default]\naws_session_token = stale", credentials: "[default]\n" + Self.keys("FILE"))
        #expect(found?.sessionToken == nil)
    }

    @Test(
        "are refused when one key is missing",
        arguments: [
            ("aws_access_key_id = AKID", "the secret access key is missing"),
            ("aws_secret_access_key = TOPSECRET", "the access key's id is missing"),
            ("aws_access_key_id = AKID\naws_secret_access_key =", "the secret access key is missing"),
        ])
    func half(settings: String, cause: String) async {
        let error = await #expect(throws: CredentialError.self) {
            try await credentials(credentials: "[default]\n\(settings)")
        }
        #expect(error?.message == cause)
        #expect(error?.source == "profile default (/home/me/.aws/credentials, line 2)")
        #expect(error?.description.contains("TOPSECRET") == false)
    }

    @Test("a command to paste has no double quote, and quotes a profile's name for the shell")
    func command() {
        #expect(
            ExportCommand.text(profile: "a b$")
                == "eval $(aws configure export-credentials --profile 'a b$' --format env)")
        #expect(!ExportCommand.text().contains("\""))
    }
}
