extension SettingLookup {
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
