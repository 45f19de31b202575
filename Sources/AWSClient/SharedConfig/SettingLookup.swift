/// Finds settings in the environment, then in the chosen profile.
///
/// An empty variable or setting counts as absent.
public struct SettingLookup: Sendable {
    /// A setting that was found.
    public struct Value: Sendable, Hashable {
        /// The setting's text, which is never empty.
        public let text: String

        /// The variable, or the profile's setting with its file and line.
        public let source: String
    }

    private let environment: [String: String]
    let sharedConfig: SharedConfig

    /// Creates a lookup over the process's environment and the shared AWS files.
    public init(environment: [String: String], sharedConfig: SharedConfig) {
        self.environment = environment
        self.sharedConfig = sharedConfig
    }

    /// Returns a setting.
    ///
    /// - Parameters:
    ///   - variables: The names of the variables; the first one that is set wins.
    ///   - setting: The name of the profile's setting, in lower case.
    public func value(_ variables: String..., setting: String) -> Value? {
        variable(variables) ?? profileSetting(setting)
    }

    /// Returns the first variable that is set.
    func variable(_ names: [String]) -> Value? {
        for name in names {
            if let text = environment[name], !text.isEmpty { return Value(text: text, source: name) }
        }
        return nil
    }

    /// Returns a setting of the chosen profile.
    func profileSetting(_ name: String) -> Value? {
        guard let setting = sharedConfig.profile?[name], !setting.value.isEmpty else { return nil }
        return Value(
            text: setting.value, source: "\(name) of the profile \(sharedConfig.profileName) (\(setting))")
    }
}
