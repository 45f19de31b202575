/// The way to a profile's credentials, as its settings describe it.
///
/// Reading a profile calls nothing. See the AWS SDKs and Tools Reference Guide, "Assume role credential provider" and
/// "IAM Identity Center credential provider".
indirect enum ProfileCredentialSource: Sendable {
    /// Keys in one of the files.
    case keys(CredentialDocument, source: String)
    /// The command line of `credential_process`.
    case process(command: String, source: String)
    /// The token of a web identity, from the environment or from the profile.
    case webIdentity(WebIdentity)
    /// A session of `aws sso login`.
    case sso(SSOSettings)
    /// A session of `aws login`.
    case login(LoginSession)
    /// A source outside the files, which `credential_source` names.
    case named(NamedCredentialSource, source: String)
    /// A role, and the source of the credentials that assume it.
    case role(ProfileRole, by: ProfileCredentialSource)
}

/// The values of `credential_source`.
enum NamedCredentialSource: String, Sendable, Hashable, CaseIterable {
    case environment = "Environment"
    case instanceMetadata = "Ec2InstanceMetadata"
    case container = "EcsContainer"

    /// Reads a name, in any case, as botocore does.
    init?(name: String) {
        guard let source = Self.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else {
            return nil
        }
        self = source
    }
}

/// A role that a profile names.
struct ProfileRole: Sendable, Hashable {
    /// The role, and the settings of its session.
    var role: AssumedRole
    /// The serial number or ARN of an MFA device, if its code is needed.
    var mfaSerial: String?
    /// The profile's name, with the file and the line of `role_arn`.
    var source: String
}

extension ProfileCredentialSource {
    /// Reads the way to the credentials of the chosen profile.
    ///
    /// The order is botocore's: the profile's role, a web identity (environment or profile), single sign-on, keys of
    /// the `credentials` file, `login_session`, a process, keys of the `config` file. A profile that an option
    /// chose outranks the environment's web identity.
    ///
    /// The result is `nil` when neither the profile nor the environment names a source.
    ///
    /// - Throws: ``CredentialError`` about settings that are missing, contradict each other, or lead in a circle.
    static func chosen(
        in sharedConfig: SharedConfig, environment: [String: String]
    ) throws(CredentialError) -> ProfileCredentialSource? {
        var reader = ProfileSourceReader(sharedConfig)
        let profile = sharedConfig.profile
        if let profile, profile.hasRole { return try reader.role(of: profile) }
        if !sharedConfig.isProfileExplicit,
            let identity = try WebIdentity(environment: environment, profile: profile)
        {
            return .webIdentity(identity)
        }
        guard let profile else { return nil }
        return try reader.source(of: profile)
    }
}

extension SharedConfig.Profile {
    /// A setting's text; `nil` if the setting is absent or empty.
    func text(_ name: String) -> String? {
        guard let setting = self[name], !setting.value.isEmpty else { return nil }
        return setting.value
    }

    /// Whether the profile names a role that other credentials assume.
    var hasRole: Bool { text("role_arn") != nil && text("web_identity_token_file") == nil }

    /// Whether the profile holds a key.
    var hasKeys: Bool { self["aws_access_key_id"] != nil || self["aws_secret_access_key"] != nil }

    /// The profile's name, with the file and the line of a setting.
    func place(of setting: String) -> String { "profile \(name)" + (self[setting].map { " (\($0))" } ?? "") }
}
