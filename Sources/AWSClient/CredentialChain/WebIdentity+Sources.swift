extension WebIdentity {
    /// Reads a web identity from the environment.
    ///
    /// As in botocore, the profile gives the role and the session's name if no variable does. The result is `nil` when
    /// the environment names no token.
    ///
    /// - Throws: ``CredentialError`` when no role is named.
    init?(environment: [String: String], profile: SharedConfig.Profile?) throws(CredentialError) {
        func value(_ variable: String) -> String? { environment[variable].flatMap { $0.isEmpty ? nil : $0 } }
        let variable = "AWS_WEB_IDENTITY_TOKEN_FILE"
        guard let path = value(variable) else { return nil }
        guard let role = value("AWS_ROLE_ARN") ?? profile?.text("role_arn") else {
            throw CredentialError(
                source: variable, message: "it is set, but AWS_ROLE_ARN is not",
                nextStep: "Set AWS_ROLE_ARN to the role that the token stands for, or unset \(variable)")
        }
        self.init(
            tokenFile: path, roleARN: role,
            sessionName: value("AWS_ROLE_SESSION_NAME") ?? profile?.text("role_session_name"), source: variable)
    }

    /// Reads a profile's web identity.
    ///
    /// The result is `nil` when the profile names no token.
    ///
    /// - Throws: ``CredentialError`` when no role is named.
    init?(profile: SharedConfig.Profile) throws(CredentialError) {
        guard let path = profile.text("web_identity_token_file") else { return nil }
        let place = profile.place(of: "web_identity_token_file")
        guard let role = profile.text("role_arn") else {
            throw CredentialError(
                source: place, message: "it has web_identity_token_file, and no role_arn",
                nextStep: "Add role_arn: the role that the token stands for")
        }
        self.init(
            tokenFile: path, roleARN: role, sessionName: profile.text("role_session_name"), source: place)
    }
}
