/// Where a profile says its credentials come from.
///
/// A profile may name several sources. They are looked at in the order of the AWS CLI: a role, single sign-on, the
/// keys of the `credentials` file, a process, the keys of the `config` file.
enum ProfileCredentialSource {
    /// One that is not supported: a role to assume, or a session of `aws sso login` or `aws login`.
    case unsupported(name: String, SharedConfig.Setting)

    /// Keys that stand in one of the files.
    case staticKeys(SharedConfig.Setting, CredentialDocument)

    /// The command line of `credential_process`.
    case process(SharedConfig.Setting)

    /// Reads a profile's settings.
    ///
    /// `nil` when they name no source.
    init?(_ profile: SharedConfig.Profile) {
        if let (name, setting) = Self.unsupported(in: profile) {
            self = .unsupported(name: name, setting)
        } else if let keys = Self.staticKeys(in: profile.credentialsSettings) {
            self = keys
        } else if let command = profile["credential_process"], !command.value.isEmpty {
            self = .process(command)
        } else if let keys = Self.staticKeys(in: profile.configSettings) {
            self = keys
        } else {
            return nil
        }
    }

    /// The settings that lead to other credentials than those that a profile holds.
    ///
    /// Each is looked for by itself, since half a source is a mistake, and no reason to act as somebody else.
    private static let unsupportedSettings = [
        "role_arn", "web_identity_token_file", "source_profile", "credential_source", "sso_session", "sso_start_url",
        "sso_account_id", "sso_role_name", "sso_region", "login_session",
    ]

    private static func unsupported(
        in profile: SharedConfig.Profile
    ) -> (name: String, setting: SharedConfig.Setting)? {
        unsupportedSettings.lazy.compactMap { name in
            profile[name].flatMap { $0.value.isEmpty ? nil : (name, $0) }
        }.first
    }

    /// Keys and token are taken from one file, since those of different files don't belong together.
    private static func staticKeys(in settings: [String: SharedConfig.Setting]) -> ProfileCredentialSource? {
        guard let key = settings["aws_access_key_id"] ?? settings["aws_secret_access_key"] else { return nil }
        return .staticKeys(
            key,
            CredentialDocument(
                accessKeyID: settings["aws_access_key_id"]?.value,
                secretAccessKey: settings["aws_secret_access_key"]?.value,
                sessionToken: settings["aws_session_token"]?.value))
    }
}
