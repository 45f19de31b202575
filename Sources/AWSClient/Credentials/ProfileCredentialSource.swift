/// Where a profile says its credentials come from.
///
/// A profile may name several sources. They are looked at in the order of the AWS CLI: a role, single sign-on, the
/// keys of the `credentials` file, a process, the keys of the `config` file.
enum ProfileCredentialSource {
    /// A role to assume (`role_arn`), with the credentials of another source or with a web identity's token.
    case role

    /// A session of `aws sso login` or `aws login`.
    case signIn

    /// Keys that stand in one of the files.
    case staticKeys(SharedConfig.Setting, CredentialDocument)

    /// The command line of `credential_process`.
    case process(SharedConfig.Setting)

    /// Reads a profile's settings.
    ///
    /// `nil` when they name no source.
    init?(_ profile: SharedConfig.Profile) {
        if profile.text("role_arn") != nil {
            self = .role
        } else if ["sso_session", "sso_start_url", "sso_account_id", "login_session"].contains(where: {
            profile.text($0) != nil
        }) {
            self = .signIn
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

extension SharedConfig.Profile {
    fileprivate func text(_ name: String) -> String? {
        self[name].flatMap { $0.value.isEmpty ? nil : $0.value }
    }
}
