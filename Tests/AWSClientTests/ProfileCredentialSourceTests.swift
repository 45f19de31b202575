import ImageModel
import Testing

@testable import AWSClient

/// The cases that the AWS SDKs publish for assume-role profiles, and those where botocore decides.
@Suite("The way to a profile's credentials")
struct ProfileCredentialSourceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var config: String
        var environment: [String: String] = [:]
        /// The steps in words, or the beginning of the error's message after "error: ".
        var steps: [String]

        init(_ name: String, _ config: String, _ environment: [String: String], _ steps: [String]) {
            (testDescription, self.config, self.environment, self.steps) = (name, config, environment, steps)
        }

        init(_ name: String, _ config: String, _ steps: [String]) { self.init(name, config, [:], steps) }
    }

    private static let role = "role_arn = arn:aws:iam::123456789:role/RoleA"
    private static let roleB = "role_arn = arn:aws:iam::123456789:role/RoleB"
    private static func keys(_ id: String) -> String { "aws_access_key_id = \(id)\naws_secret_access_key = s" }

    static let published = [
        Case(
            "a role by another profile's keys",
            "[profile A]\n\(role)\nsource_profile = B\n[profile B]\n\(keys("abc"))", ["keys abc", "role RoleA"]),
        Case(
            "a role before the profile's own keys",
            "[profile A]\n\(keys("own"))\n\(role)\nsource_profile = B\n[profile B]\n\(keys("ghi"))",
            ["keys ghi", "role RoleA"]),
        Case(
            "a session's name",
            "[profile A]\n\(role)\nrole_session_name = mine\nsource_profile = B\n[profile B]\n\(keys("abc"))",
            ["keys abc", "role RoleA session=mine"]),
        Case(
            "an external id",
            "[profile A]\n\(role)\nexternal_id = ext\nsource_profile = B\n[profile B]\n\(keys("abc"))",
            ["keys abc", "role RoleA external=ext"]),
        Case(
            "a profile that names itself, with keys", "[profile A]\n\(keys("abc"))\n\(role)\nsource_profile = A",
            ["keys abc", "role RoleA"]),
        Case(
            "a named source", "[profile A]\n\(role)\ncredential_source = Ec2InstanceMetadata",
            ["named Ec2InstanceMetadata", "role RoleA"]),
        Case(
            "a role without a source", "[profile A]\n\(role)",
            ["error: it has role_arn, and neither source_profile nor credential_source"]),
        Case(
            "two sources",
            "[profile A]\n\(role)\ncredential_source = Environment\nsource_profile = B\n[profile B]\n\(keys("x"))",
            ["error: it has both source_profile and credential_source"]),
        Case(
            "a source profile without credentials", "[profile A]\n\(role)\nsource_profile = B\n[profile B]",
            ["error: its source_profile B has no credentials"]),
        Case(
            "a source profile that is missing", "[profile A]\n\(role)\nsource_profile = B",
            ["error: its source_profile B does not exist"]),
        Case(
            "a chain of roles",
            "[profile A]\n\(role)\nsource_profile = B\n[profile B]\n\(roleB)\nsource_profile = C\n"
                + "[profile C]\n\(keys("mno"))",
            ["keys mno", "role RoleB", "role RoleA"]),
        Case(
            "keys before the role of a source profile",
            "[profile A]\n\(role)\n\(keys("bug"))\nsource_profile = B\n"
                + "[profile B]\n\(roleB)\nsource_profile = C\n\(keys("b"))\n[profile C]\n\(keys("bug"))",
            ["keys b", "role RoleA"]),
        Case(
            "a circle", "[profile A]\n\(role)\nsource_profile = B\n[profile B]\n\(roleB)\nsource_profile = A",
            ["error: its roles form a circle: A, B, A"]),
        Case(
            "a web identity", "[profile A]\n\(role)\nweb_identity_token_file = /var/token.jwt",
            ["web identity RoleA /var/token.jwt"]),
        Case(
            "a web identity with a session's name",
            "[profile A]\n\(role)\nweb_identity_token_file = /var/token.jwt\nrole_session_name = mine",
            ["web identity RoleA /var/token.jwt session=mine"]),
        Case(
            "a web identity without a role", "[profile A]\nweb_identity_token_file = /var/token.jwt",
            ["error: it has web_identity_token_file, and no role_arn"]),
        Case(
            "a role by a web identity",
            "[profile A]\n\(role)\nsource_profile = B\n[profile B]\n\(roleB)\nweb_identity_token_file = /t\n"
                + "role_session_name = mine",
            ["web identity RoleB /t session=mine", "role RoleA"]),
    ]

    /// botocore refuses a circle in which a profile has keys, and so does the published case; keys of a profile that
    /// another one names go before its role.
    static let circleWithKeys = [
        Case(
            "a circle with keys at its beginning",
            "[profile A]\n\(role)\n\(keys("bug"))\nsource_profile = B\n[profile B]\n\(roleB)\nsource_profile = A",
            ["error: its roles form a circle: A, B, A"])
    ]

    private static let sso =
        "sso_account_id = 1\nsso_role_name = R\nsso_start_url = https://x\nsso_region = eu-west-1"
    private static let token = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:aws:iam::1:role/Env"]

    static let asInBotocore = [
        Case(
            "the environment's web identity after a role",
            "[profile A]\n\(role)\nsource_profile = B\n[profile B]\n\(keys("b"))", token, ["keys b", "role RoleA"]),
        Case("the environment's web identity before keys", "[profile A]\n\(keys("a"))", token, ["web identity Env /t"]),
        Case(
            "no environment's web identity for a source profile",
            "[profile A]\n\(role)\nsource_profile = B\n[profile B]\n\(keys("b"))", token, ["keys b", "role RoleA"]),
        Case("single sign-on before keys", "[profile A]\n\(sso)\n\(keys("a"))", ["sso - https://x 1 R"]),
        Case(
            "a session of single sign-on",
            "[profile A]\nsso_session = s\nsso_account_id = 1\nsso_role_name = R\n"
                + "[sso-session s]\nsso_start_url = https://y\nsso_region = eu-west-1",
            ["sso s https://y 1 R"]),
        Case(
            "a session that is missing", "[profile A]\nsso_session = s\nsso_account_id = 1\nsso_role_name = R",
            ["error: its sso_session s does not exist"]),
        Case(
            "a session that contradicts the profile",
            "[profile A]\nsso_session = s\n\(sso)\n[sso-session s]\nsso_start_url = https://y\nsso_region = eu-west-1",
            ["error: its sso_start_url differs from that of [sso-session s]"]),
        Case(
            "single sign-on without a role", "[profile A]\nsso_account_id = 1\nsso_start_url = https://x",
            ["error: its single sign-on has no sso_"]),
        Case("login before a process", "[profile A]\nlogin_session = arn:x\ncredential_process = y", ["login arn:x"]),
        Case("a process before keys", "[profile A]\ncredential_process = y\n\(keys("a"))", ["process y"]),
        Case(
            "a role by a process",
            "[profile A]\n\(role)\nsource_profile = B\n[profile B]\ncredential_process = y",
            ["process y", "role RoleA"]),
        Case(
            "a role by single sign-on",
            "[profile A]\n\(role)\nmfa_serial = dev\nduration_seconds = 900\nsource_profile = B\n[profile B]\n\(sso)",
            ["sso - https://x 1 R", "role RoleA mfa=dev seconds=900"]),
        Case(
            "a named source in any case", "[profile A]\n\(role)\ncredential_source = environment",
            ["named Environment", "role RoleA"]),
        Case(
            "a named source that is unknown", "[profile A]\n\(role)\ncredential_source = Elsewhere",
            ["error: its credential_source is unknown"]),
        Case(
            "a duration that is no number",
            "[profile A]\n\(role)\nduration_seconds = 1h\nsource_profile = B\n[profile B]\n\(keys("b"))",
            ["error: its duration_seconds is not a whole number"]),
        Case("no source", "[profile A]\nregion = eu-west-1", []),
        Case("an empty setting", "[profile A]\nrole_arn =\n\(keys("a"))", ["keys a"]),
        // botocore passes these over. Here, a later source is an identity that nobody chose.
        Case(
            "a source profile without a role", "[profile A]\nsource_profile = B\n[profile B]\n\(keys("b"))",
            ["error: it has source_profile, and no role_arn"]),
        Case(
            "half of a single sign-on", "[profile A]\nsso_session = s\n[sso-session s]",
            ["error: it has sso_session, and no sso_account_id"]),
        Case("half of a role beside keys", "[profile A]\nsource_profile = B\n\(keys("a"))", ["keys a"]),
    ]

    @Test("follows the settings", arguments: published + circleWithKeys + asInBotocore)
    func steps(_ example: Case) throws {
        let shared = try SharedConfig(
            environment: ["AWS_CONFIG_FILE": "/config", "AWS_PROFILE": "A"],
            files: .holding(["/config": example.config]))
        do throws(CredentialError) {
            let source = try ProfileCredentialSource.chosen(in: shared, environment: example.environment)
            #expect(source.map(Self.words) ?? [] == example.steps)
        } catch {
            #expect("error: \(error.message)".hasPrefix(example.steps.first ?? ""), "\(error)")
            #expect(error.source.hasPrefix("profile "))
            #expect(!error.nextStep.isEmpty)
        }
    }

    @Test("leaves out the environment's web identity for a profile that an option chose")
    func explicit() throws {
        let shared = try SharedConfig(
            environment: ["AWS_CONFIG_FILE": "/config"], profile: "A",
            files: .holding(["/config": "[profile A]\n\(Self.keys("a"))"]))
        let source = try ProfileCredentialSource.chosen(in: shared, environment: Self.token)
        #expect(source.map(Self.words) == ["keys a"])
    }

    private static func words(_ source: ProfileCredentialSource) -> [String] {
        func name(_ arn: String) -> String { arn.split(separator: "/").last.map(String.init) ?? arn }
        switch source {
        case .keys(let document, _): return ["keys \(document.accessKeyID ?? "-")"]
        case .process(let command, _): return ["process \(command)"]
        case .webIdentity(let identity):
            let session = identity.sessionName.map { " session=\($0)" } ?? ""
            return ["web identity \(name(identity.roleARN)) \(identity.tokenFile)\(session)"]
        case .sso(let settings):
            return [
                "sso \(settings.sessionName ?? "-") \(settings.startURL) \(settings.accountID) \(settings.roleName)"
            ]
        case .login(let session): return ["login \(session.name)"]
        case .named(let named, _): return ["named \(named.rawValue)"]
        case .role(let role, let source):
            var text = "role \(name(role.role.arn))"
            if role.role.sessionName != "ecr-cleanup" { text += " session=\(role.role.sessionName)" }
            if let id = role.role.externalID { text += " external=\(id)" }
            if let serial = role.mfaSerial { text += " mfa=\(serial)" }
            if role.role.durationSeconds != 3_600 { text += " seconds=\(role.role.durationSeconds)" }
            return words(source) + [text]
        }
    }
}
