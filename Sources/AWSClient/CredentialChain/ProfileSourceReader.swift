/// Reads the way to a profile's credentials from the settings of the shared files.
struct ProfileSourceReader {
    private let sharedConfig: SharedConfig
    /// The profiles on the way so far, to find circles.
    private var visited: [String] = []

    init(_ sharedConfig: SharedConfig) {
        self.sharedConfig = sharedConfig
    }

    /// Reads a profile's source, except for its role.
    ///
    /// - Throws: ``CredentialError`` about settings that are missing or contradict each other. Also when settings of a
    ///   source are there, and the source is not: that is a mistake, and must not lead to another identity.
    func source(of profile: SharedConfig.Profile) throws(CredentialError) -> ProfileCredentialSource? {
        if let identity = try WebIdentity(profile: profile) { return .webIdentity(identity) }
        if let settings = try SSOSettings(profile: profile, in: sharedConfig) { return .sso(settings) }
        if let keys = Self.keys(of: profile, profile.credentialsSettings) { return keys }
        if let session = profile.text("login_session") {
            return .login(
                LoginSession(name: session, profileName: profile.name, source: profile.place(of: "login_session")))
        }
        if let command = profile.text("credential_process") {
            return .process(
                command: command, source: "credential_process of the \(profile.place(of: "credential_process"))")
        }
        if let keys = Self.keys(of: profile, profile.configSettings) { return keys }
        for (name, missing) in Self.incomplete where profile.text(name) != nil {
            throw CredentialError(
                source: profile.place(of: name), message: "it has \(name), and no \(missing)",
                nextStep: "Add \(missing) to the profile, or remove \(name)")
        }
        return nil
    }

    /// Settings that name no source without another one.
    private static let incomplete = [
        (name: "source_profile", missing: "role_arn"), ("credential_source", "role_arn"),
        ("sso_session", "sso_account_id"), ("sso_start_url", "sso_account_id"),
    ]

    /// The keys and the token in the settings of one file.
    ///
    /// Keys and tokens of different files don't belong together.
    private static func keys(
        of profile: SharedConfig.Profile, _ settings: [String: SharedConfig.Setting]
    ) -> ProfileCredentialSource? {
        guard let key = settings["aws_access_key_id"] ?? settings["aws_secret_access_key"] else { return nil }
        return .keys(
            CredentialDocument(
                accessKeyID: settings["aws_access_key_id"]?.value,
                secretAccessKey: settings["aws_secret_access_key"]?.value,
                sessionToken: settings["aws_session_token"]?.value),
            source: "profile \(profile.name) (\(key))")
    }

    /// Reads a profile's role, and the source of the credentials that assume it.
    mutating func role(of profile: SharedConfig.Profile) throws(CredentialError) -> ProfileCredentialSource {
        visited.append(profile.name)
        let place = profile.place(of: "role_arn")
        let role = ProfileRole(
            role: try Self.session(of: profile), mfaSerial: profile.text("mfa_serial"), source: place)
        switch (profile.text("source_profile"), profile.text("credential_source")) {
        case (let name?, nil): return .role(role, by: try source(named: name, by: profile))
        case (nil, let name?):
            guard let source = NamedCredentialSource(name: name) else {
                throw CredentialError(
                    source: profile.place(of: "credential_source"), message: "its credential_source is unknown",
                    nextStep: "Write one of \(NamedCredentialSource.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return .role(role, by: .named(source, source: profile.place(of: "credential_source")))
        case (nil, nil):
            throw CredentialError(
                source: place, message: "it has role_arn, and neither source_profile nor credential_source",
                nextStep: "Add source_profile: the profile whose credentials assume the role")
        case (_?, _?):
            throw CredentialError(
                source: place, message: "it has both source_profile and credential_source",
                nextStep: "Keep the one whose credentials assume the role")
        }
    }

    /// Reads the source that a role's `source_profile` names.
    ///
    /// As in botocore, keys of that profile go before its role, and a profile may name itself if it has keys.
    private mutating func source(
        named name: String, by profile: SharedConfig.Profile
    ) throws(CredentialError) -> ProfileCredentialSource {
        let place = profile.place(of: "source_profile")
        guard let source = sharedConfig.profiles[name] else {
            throw CredentialError(
                source: place, message: "its source_profile \(name) does not exist",
                nextStep: "Write the name of a profile that has credentials")
        }
        let isItself = name == profile.name && source.hasKeys
        guard isItself || !visited.contains(name) else {
            throw CredentialError(
                source: place,
                message: "its roles form a circle: \((visited + [name]).joined(separator: ", "))",
                nextStep: "Make the last source_profile one that has keys, or use credential_source")
        }
        if source.hasRole, !source.hasKeys { return try role(of: source) }
        guard let found = try self.source(of: source) else {
            throw CredentialError(
                source: place, message: "its source_profile \(name) has no credentials",
                nextStep: "Give that profile credentials, or name another one")
        }
        return found
    }

    private static func session(of profile: SharedConfig.Profile) throws(CredentialError) -> AssumedRole {
        var role = AssumedRole(
            arn: profile.text("role_arn") ?? "", sessionName: profile.text("role_session_name") ?? "ecr-cleanup",
            externalID: profile.text("external_id"))
        if let text = profile.text("duration_seconds") {
            guard let seconds = Int(text), (900...43_200).contains(seconds) else {
                throw CredentialError(
                    source: profile.place(of: "duration_seconds"),
                    message: "its duration_seconds is not a whole number from 900 to 43200",
                    nextStep: "Write the session's length in seconds, or remove the setting")
            }
            role.durationSeconds = seconds
        }
        return role
    }
}
