public import Essentials

/// Credentials of the chosen profile in the shared AWS files: its keys, or what its `credential_process` prints.
public struct SharedConfigCredentialProvider: CredentialProvider {
    private let sharedConfig: SharedConfig
    private let environment: [String: String]
    private let now: @Sendable () -> Date
    private let sleep: @Sendable (Duration) async throws -> Void

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - environment: What a `credential_process` finds in its environment.
    ///   - now: The clock that tells whether credentials have ended.
    ///   - sleep: Waits for the timeout of a `credential_process`; throws when the task is cancelled.
    public init(
        sharedConfig: SharedConfig, environment: [String: String],
        now: @escaping @Sendable () -> Date, sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.sharedConfig = sharedConfig
        self.environment = environment
        self.now = now
        self.sleep = sleep
    }

    /// Returns the profile's credentials, or `nil` when there is no profile, or none that names a source of them.
    ///
    /// - Throws: ``CredentialError`` when the profile's source yields none, or is one that is not supported: a role
    ///   or a session of single sign-on.
    public func credentials() async throws -> Credentials? {
        guard let profile = sharedConfig.profile, let source = ProfileCredentialSource(profile) else { return nil }
        switch source {
        case .staticKeys(let setting, let document):
            return try document.credentials(
                from: "profile \(profile.name) (\(setting))", now: now(),
                nextStep: "Give the profile both aws_access_key_id and aws_secret_access_key in that file")
        case .process(let command):
            return try await CredentialProcess(
                command: command.value, source: "credential_process of the profile \(profile.name) (\(command))",
                environment: environment, now: now, sleep: sleep
            ).credentials()
        case .unsupported(let name, let setting):
            throw CredentialError(
                source: "profile \(profile.name) (\(setting))",
                message: "it has \(name), and \(Self.purpose(of: name)) is not supported yet",
                nextStep: "Have the AWS CLI put its credentials into the environment: "
                    + ExportCommand.text(profile: profile.name))
        }
    }

    /// The use of a setting, to follow "and".
    private static func purpose(of setting: String) -> String {
        switch setting {
        case "role_arn", "source_profile", "credential_source": "assuming a role"
        case "web_identity_token_file": "assuming a role by a web identity's token"
        default: "signing in with a browser"
        }
    }
}
