/// What the shared AWS `config` and `credentials` files say, and which of their profiles is the chosen one.
///
/// See the AWS SDKs and Tools Reference Guide, "Shared config and credentials files".
public struct SharedConfig: Sendable, Hashable {
    /// One setting of a profile.
    public struct Setting: Sendable, Hashable {
        /// The value; empty when the setting holds nested ones.
        ///
        /// Lines that continue it are joined by a newline.
        public internal(set) var value: String

        /// The settings that are nested in this one, by their name in lower case.
        public internal(set) var nested: [String: String] = [:]

        /// The path of the file that it stands in.
        public let file: String

        /// The line of that file, from 1.
        public let line: Int
    }

    /// The settings of one profile, by their name in lower case, apart by file.
    public struct Profile: Sendable, Hashable {
        /// The profile's name; `default` is one like any other.
        public let name: String

        /// What the `config` file says.
        public internal(set) var configSettings: [String: Setting] = [:]

        /// What the `credentials` file says.
        public internal(set) var credentialsSettings: [String: Setting] = [:]

        /// The setting of that name (in lower case): the `credentials` file's, else the `config` file's.
        public subscript(name: String) -> Setting? { credentialsSettings[name] ?? configSettings[name] }
    }

    /// Every profile, by name.
    public let profiles: [String: Profile]

    /// The name of the chosen profile: that of `AWS_PROFILE`, else `default`.
    public let profileName: String

    /// The paths that were looked at, there or not: first that of `config`, then that of `credentials`.
    public let paths: [String]

    /// The chosen profile, or `nil` when none was named and there is no `default` profile.
    public var profile: Profile? { profiles[profileName] }

    /// Creates a configuration from the parsed files.
    init(
        config: [SharedConfigSection], credentials: [SharedConfigSection],
        profileName: String = "default", paths: [String] = []
    ) {
        var profiles: [String: Profile] = [:]

        // `[profile default]` is the name by the rules, and hides a `[default]`.
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
    /// Where the setting is, without its value, which may be a secret.
    public var description: String { "\(file), line \(line)" }
    /// Where the setting is, for `dump` and debuggers.
    public var customMirror: Mirror { Mirror(self, children: ["file": file, "line": line]) }
}
