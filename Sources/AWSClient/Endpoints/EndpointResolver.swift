public import ImageModel

/// Finds the endpoint of a service in a region.
///
/// It is AWS's own endpoint, or the one that the environment or the profile sets instead.
///
/// Specifications: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html> and
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>
public struct EndpointResolver: Sendable {
    private let settings: SettingLookup
    private let fips: SettingLookup.Value?
    private let dualStack: SettingLookup.Value?
    private let ignoresOverrides: Bool

    /// Creates a resolver from the environment and the chosen profile.
    ///
    /// A variable goes before the profile's setting, and an empty one counts as unset. These are read:
    ///
    /// - `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`; `use_fips_endpoint`, `use_dualstack_endpoint`: `true`
    ///   or `false`, in any case.
    /// - `AWS_ENDPOINT_URL_ECR` and the like for one service, `AWS_ENDPOINT_URL` for all others; then `endpoint_url` in
    ///   the section that the profile's `services` names, then the profile's own `endpoint_url`.
    /// - `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`, `ignore_configured_endpoint_urls`: `true` ignores the previous line.
    ///
    /// - Throws: An error that names the setting that is neither `true` nor `false`.
    public init(
        environment: [String: String], sharedConfig: SharedConfig = .empty
    ) throws(EndpointConfigurationError) {
        settings = SettingLookup(environment: environment, sharedConfig: sharedConfig)
        fips = try Self.enabled(settings.value("AWS_USE_FIPS_ENDPOINT", setting: "use_fips_endpoint"))
        dualStack = try Self.enabled(settings.value("AWS_USE_DUALSTACK_ENDPOINT", setting: "use_dualstack_endpoint"))
        ignoresOverrides =
            try Self.enabled(
                settings.value("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", setting: "ignore_configured_endpoint_urls"))
            != nil
    }

    /// Returns the endpoint of a service in a region.
    ///
    /// - Throws: An error that names a setting without a usable URL. Also an error that names an override which is set
    ///   together with FIPS or dual stack.
    public func endpoint(
        for service: AWSService, in region: Region
    ) throws(EndpointConfigurationError) -> Endpoint {
        if !ignoresOverrides, let override = try settings.endpointURL(ofService: service.variableSuffix) {
            return try endpoint(override, in: region)
        }
        return publicEndpoint(for: service, in: region)
    }

    /// Returns AWS's own endpoint of a service in a region, without regard to overrides.
    public func publicEndpoint(for service: AWSService, in region: Region) -> Endpoint {
        let (usesFIPS, usesDualStack) = (fips != nil, dualStack != nil)
        if service.hasGlobalEndpoint, region == .awsGlobal, !usesFIPS, !usesDualStack {
            return Endpoint(host: "\(service.signingName).\(Partition.aws.dnsSuffix)", signingRegion: .usEast1)
        }

        // S3 has its variants of the global endpoint in one region.
        let region = service.sharesSuffix && region == .awsGlobal ? .usEast1 : region
        let partition = Partition.containing(region)
        let hosts = service.hosts(in: region)
        let name =
            switch (usesFIPS, usesDualStack) {
            case (false, false): hosts.standard
            case (true, false): hosts.fips
            case (false, true): hosts.dualStack
            case (true, true): hosts.fipsDualStack
            }
        let suffix = usesDualStack && !service.sharesSuffix ? partition.dualStackDNSSuffix : partition.dnsSuffix
        return Endpoint(host: "\(name).\(region).\(suffix)", signingRegion: region)
    }

    private func endpoint(
        _ override: SettingLookup.Value, in region: Region
    ) throws(EndpointConfigurationError) -> Endpoint {
        if let flag = fips ?? dualStack {
            throw EndpointConfigurationError(
                source: override.source, fault: "can't be set while \(flag.source) is true: unset one of the two")
        }
        do {
            return try Endpoint(url: override.text, signingRegion: region)
        } catch {
            throw EndpointConfigurationError(source: override.source, fault: error.fault)
        }
    }

    /// Returns a flag's setting if it is on.
    private static func enabled(
        _ setting: SettingLookup.Value?
    ) throws(EndpointConfigurationError) -> SettingLookup.Value? {
        guard let setting else { return nil }
        switch setting.text.lowercased() {
        case "true": return setting
        case "false": return nil
        default: throw EndpointConfigurationError(source: setting.source, fault: "must be `true` or `false`")
        }
    }
}
