public import Essentials

/// Credentials of the chosen profile in the shared AWS files.
///
/// They are the profile's keys, or the output of its `credential_process`.
public struct SharedConfigCredentialProvider: CredentialProvider {
    private let sharedConfig: SharedConfig
    private let environment: [String: String]
    private let now: @Sendable () -> Date
    private let sleep: @Sendable (Duration) async throws -> Void

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - environment: The environment of a `credential_process`.
    ///   - now: The clock that expirations are compared with.
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

    /// Returns the profile's credentials.
    ///
    /// The result is `nil` when there is no profile, or when the profile names no source.
    ///
    /// - Throws: ``CredentialError`` when the source yields none or is not supported: a role, or a session of single
    ///   sign-on.
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

    /// A setting's purpose, as words for an error.
    private static func purpose(of setting: String) -> String {
        switch setting {
        case "role_arn", "source_profile", "credential_source": "assuming a role"
        case "web_identity_token_file": "assuming a role by a web identity's token"
        default: "signing in with a browser"
        }
    }
}
