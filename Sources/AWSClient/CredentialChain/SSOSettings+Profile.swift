extension SSOSettings {
    /// Reads a profile's single sign-on, with the `sso-session` that it names.
    ///
    /// The result is `nil` when the profile has neither `sso_account_id` nor `sso_role_name`, as in botocore.
    ///
    /// - Throws: ``CredentialError`` when a setting is missing, or differs between the profile and its session.
    init?(profile: SharedConfig.Profile, in sharedConfig: SharedConfig) throws(CredentialError) {
        guard let used = ["sso_account_id", "sso_role_name"].first(where: { profile.text($0) != nil }) else {
            return nil
        }
        let place = profile.place(of: used)
        func failure(_ message: String, _ nextStep: String) -> CredentialError {
            CredentialError(source: place, message: message, nextStep: nextStep)
        }
        let name = profile.text("sso_session")
        var session: [String: SharedConfig.Setting] = [:]
        if let name {
            guard let section = sharedConfig.ssoSessions[name] else {
                throw failure(
                    "its sso_session \(name) does not exist", "Add [sso-session \(name)], or run: aws configure sso")
            }
            session = section
        }
        func value(_ setting: String) throws(CredentialError) -> String {
            let own = profile.text(setting)
            let shared = session[setting]?.value
            if let own, let shared, own != shared {
                throw failure(
                    "its \(setting) differs from that of [sso-session \(name ?? "")]", "Remove one of the two")
            }
            guard let value = shared ?? own, !value.isEmpty else {
                throw failure("its single sign-on has no \(setting)", "Run: aws configure sso")
            }
            return value
        }
        self.init(
            sessionName: name, startURL: try value("sso_start_url"), region: try value("sso_region"),
            accountID: try value("sso_account_id"), roleName: try value("sso_role_name"), profileName: profile.name,
            source: place)
    }
}
