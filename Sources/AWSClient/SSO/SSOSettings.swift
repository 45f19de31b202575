/// The settings of single sign-on through IAM Identity Center.
public struct SSOSettings: Sendable, Hashable {
    /// The name of the `sso-session` section, or `nil` where the profile itself holds the settings (the legacy form).
    public var sessionName: String?
    /// The URL of the portal (`sso_start_url`).
    public var startURL: String
    /// The region of the portal (`sso_region`).
    public var region: String
    /// The account of the role (`sso_account_id`).
    public var accountID: String
    /// The name of the role, which is a permission set's (`sso_role_name`).
    public var roleName: String
    /// The name of the profile, for the command to sign in.
    public var profileName: String
    /// The profile and its place, as words for errors, such as `profile dev (/home/me/.aws/config, line 2)`.
    public var source: String

    /// Describes single sign-on.
    public init(
        sessionName: String? = nil, startURL: String, region: String, accountID: String, roleName: String,
        profileName: String, source: String
    ) {
        self.sessionName = sessionName
        self.startURL = startURL
        self.region = region
        self.accountID = accountID
        self.roleName = roleName
        self.profileName = profileName
        self.source = source
    }

    /// The next step when only the user can sign in.
    var signIn: String {
        "Run: aws sso login "
            + (sessionName.map { "--sso-session \(ExportCommand.quoted($0))" }
                ?? "--profile \(ExportCommand.quoted(profileName))")
    }
}
