/// The settings of the shared AWS files, and the chosen profile.
///
/// See the AWS SDKs and Tools Reference Guide, "Shared config and credentials files".
public struct SharedConfig: Sendable, Hashable {
    /// One setting of a profile.
    public struct Setting: Sendable, Hashable {
        /// The value; empty if the setting holds nested settings.
        ///
        /// Continuation lines are joined by newlines.
        public internal(set) var value: String

        /// The nested settings, by name in lower case.
        public internal(set) var nested: [String: String] = [:]

        /// The path of the setting's file.
        public let file: String

        /// The setting's line in the file, from 1.
        public let line: Int
    }

    /// The settings of one profile, by file and lower-case name.
    public struct Profile: Sendable, Hashable {
        /// The profile's name; `default` is a name like any other.
        public let name: String

        /// The settings of the `config` file.
        public internal(set) var configSettings: [String: Setting] = [:]

        /// The settings of the `credentials` file.
        public internal(set) var credentialsSettings: [String: Setting] = [:]

        /// The setting of a name, which must be in lower case.
        ///
        /// The `credentials` file wins over the `config` file.
        public subscript(name: String) -> Setting? { credentialsSettings[name] ?? configSettings[name] }
    }

    /// Every profile, by name.
    public let profiles: [String: Profile]

    /// The settings of the `[sso-session NAME]` sections, by the section's name.
    public let ssoSessions: [String: [String: Setting]]

    /// The settings of the `[services NAME]` sections, by the section's name.
    public let services: [String: [String: Setting]]

    /// The name of the chosen profile, by default `default`.
    public let profileName: String

    /// Whether an option chose the profile, so that it outranks keys in the environment.
    public let isProfileExplicit: Bool

    /// The paths of `config` and `credentials`, whether the files exist or not.
    public let paths: [String]

    /// The chosen profile, if it exists.
    ///
    /// It is `nil` only when no profile was named and there is no `default` profile.
    public var profile: Profile? { profiles[profileName] }

    /// Creates a configuration from the parsed files.
    init(
        config: [SharedConfigSection], credentials: [SharedConfigSection],
        profileName: String = "default", isProfileExplicit: Bool = false, paths: [String] = []
    ) {
        profiles = Self.profiles(config: config, credentials: credentials)
        ssoSessions = Self.sections(.ssoSession, in: config)
        services = Self.sections(.services, in: config)
        self.profileName = profileName
        self.isProfileExplicit = isProfileExplicit
        self.paths = paths
    }

    private static func profiles(
        config: [SharedConfigSection], credentials: [SharedConfigSection]
    ) -> [String: Profile] {
        var profiles: [String: Profile] = [:]
        // By the guide, `[profile default]` is the right header, and hides a `[default]`.
        let names = config.map { SharedConfigSectionName(configHeader: $0.header) }
        let ignoresPlainDefault = names.contains(SharedConfigSectionName(.profile, "default"))
        for (section, name) in zip(config, names) {
            guard let name, name.isProfile, name.kind != .plainDefault || !ignoresPlainDefault else { continue }
            profiles[name.name, default: Profile(name: name.name)].configSettings
                .merge(section.settings) { _, last in last }
        }
        for section in credentials {
            guard let name = SharedConfigSectionName(credentialsHeader: section.header) else { continue }
            profiles[name.name, default: Profile(name: name.name)].credentialsSettings
                .merge(section.settings) { _, last in last }
        }
        return profiles
    }

    /// The settings of every section of one kind, by the section's name.
    private static func sections(
        _ kind: SharedConfigSectionName.Kind, in config: [SharedConfigSection]
    ) -> [String: [String: Setting]] {
        var sections: [String: [String: Setting]] = [:]
        for section in config {
            guard let name = SharedConfigSectionName(configHeader: section.header), name.kind == kind else { continue }
            sections[name.name, default: [:]].merge(section.settings) { _, last in last }
        }
        return sections
    }

    /// A configuration without files and profiles.
    public static let empty = SharedConfig(config: [], credentials: [])
}

extension SharedConfig.Setting: CustomStringConvertible, CustomReflectable {
    /// The place of the setting, without its value, which may be secret.
    public var description: String { "\(file), line \(line)" }
    /// The place of the setting, for `dump` and debuggers.
    public var customMirror: Mirror { Mirror(self, children: ["file": file, "line": line]) }
}
