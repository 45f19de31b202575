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
    private let sharedConfig: SharedConfig

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

    private func variable(_ names: [String]) -> Value? {
        for name in names {
            if let text = environment[name], !text.isEmpty { return Value(text: text, source: name) }
        }
        return nil
    }

    private func profileSetting(_ name: String) -> Value? {
        guard let setting = sharedConfig.profile?[name], !setting.value.isEmpty else { return nil }
        return Value(
            text: setting.value, source: "\(name) of the profile \(sharedConfig.profileName) (\(setting))")
    }

    /// Returns the endpoint that is configured for a service.
    ///
    /// The order is that of the AWS SDKs: the service's variable, the variable for all services, the service's URL in
    /// the profile's `services` section, the profile's `endpoint_url`.
    ///
    /// - Parameter service: The service's name as in `AWS_ENDPOINT_URL_…`, such as `ECR_PUBLIC`.
    /// - Throws: An error about a `services` section that is missing, or is written in another form.
    func endpointURL(ofService service: String) throws(EndpointConfigurationError) -> Value? {
        if let value = variable(["AWS_ENDPOINT_URL_\(service)", "AWS_ENDPOINT_URL"]) { return value }
        if let value = try serviceURL(service.lowercased()) { return value }
        return profileSetting("endpoint_url")
    }

    private func serviceURL(_ service: String) throws(EndpointConfigurationError) -> Value? {
        guard let name = profileSetting("services") else { return nil }
        guard let section = sharedConfig.services[name.text] else {
            throw EndpointConfigurationError(
                source: name.source, fault: "names a section [services \(name.text)], which does not exist")
        }
        guard let setting = section[service] else { return nil }
        let source = "\(service) in [services \(name.text)] (\(setting))"
        guard setting.value.isEmpty else {
            throw EndpointConfigurationError(
                source: source, fault: "must be `\(service) =`, with an indented `endpoint_url = URL` below it")
        }
        guard let url = setting.nested["endpoint_url"], !url.isEmpty else { return nil }
        return Value(text: url, source: "endpoint_url of \(source)")
    }
}
