/// The source of a profile's credentials.
///
/// A profile may name several sources. They are tried in the order of the AWS CLI: a role, single sign-on, the keys of
/// the `credentials` file, a process, the keys of the `config` file.
enum ProfileCredentialSource {
    /// A source that is not supported yet.
    ///
    /// It is a role to assume, or a session of `aws sso login` or `aws login`.
    case unsupported(name: String, SharedConfig.Setting)

    /// Keys in one of the files.
    case staticKeys(SharedConfig.Setting, CredentialDocument)

    /// The command line of `credential_process`.
    case process(SharedConfig.Setting)

    /// Reads a profile's settings.
    ///
    /// The result is `nil` when the settings name no source.
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

    /// The settings that lead to credentials outside the profile.
    ///
    /// Each is looked for separately. A source that is only half set is a mistake, and must not lead to another
    /// identity.
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

    /// The keys and the token in the settings of one file.
    ///
    /// Keys and tokens of different files don't belong together.
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
