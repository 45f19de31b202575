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

    /// The name of the chosen profile, by default `default`.
    public let profileName: String

    /// The paths of `config` and `credentials`, whether the files exist or not.
    public let paths: [String]

    /// The chosen profile, if it exists.
    ///
    /// It is `nil` only when no profile was named and there is no `default` profile.
    public var profile: Profile? { profiles[profileName] }

    /// Creates a configuration from the parsed files.
    init(
        config: [SharedConfigSection], credentials: [SharedConfigSection],
        profileName: String = "default", paths: [String] = []
    ) {
        var profiles: [String: Profile] = [:]

        // By the guide, `[profile default]` is the right header, and hides a `[default]`.
        let names = config.map { ProfileSectionName(configHeader: $0.header) }
        let ignoresPlainDefault = names.contains(ProfileSectionName(name: "default", hasPrefix: true))
        for (section, name) in zip(config, names) {
            guard let name, name.hasPrefix || !ignoresPlainDefault else { continue }
            profiles[name.name, default: Profile(name: name.name)].configSettings
                .merge(section.settings) { _, last in last }
        }
        for section in credentials {
            guard let name = ProfileSectionName(credentialsHeader: section.header) else { continue }
            profiles[name.name, default: Profile(name: name.name)].credentialsSettings
                .merge(section.settings) { _, last in last }
        }
        self.profiles = profiles
        self.profileName = profileName
        self.paths = paths
    }
}

extension SharedConfig.Setting: CustomStringConvertible, CustomReflectable {
    /// The place of the setting, without its value, which may be secret.
    public var description: String { "\(file), line \(line)" }
    /// The place of the setting, for `dump` and debuggers.
    public var customMirror: Mirror { Mirror(self, children: ["file": file, "line": line]) }
}
