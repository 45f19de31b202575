public import ImageModel

/// Finds the endpoint of a service in a region.
///
/// It is AWS's own endpoint, or the one that the environment sets instead.
///
/// Specifications: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html> and
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>
public struct EndpointResolver: Sendable {
    private let usesFIPS: Bool
    private let usesDualStack: Bool
    /// The variables that override endpoints, by name; none is empty.
    private let overrides: [String: String]

    /// Creates a resolver from the environment.
    ///
    /// An empty variable counts as unset. These variables are read:
    ///
    /// - `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`: `true` or `false`, in any case.
    /// - `AWS_ENDPOINT_URL_ECR` and the like for one service, `AWS_ENDPOINT_URL` for all others.
    /// - `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`: `true` ignores the variables of the previous line.
    ///
    /// - Throws: An error that names the variable that is neither `true` nor `false`.
    public init(environment: [String: String]) throws(EndpointConfigurationError) {
        usesFIPS = try Self.flag("AWS_USE_FIPS_ENDPOINT", in: environment)
        usesDualStack = try Self.flag("AWS_USE_DUALSTACK_ENDPOINT", in: environment)
        let ignoresOverrides = try Self.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", in: environment)
        overrides =
            ignoresOverrides ? [:] : environment.filter { $0.key.hasPrefix("AWS_ENDPOINT_URL") && !$0.value.isEmpty }
    }

    /// Returns the endpoint of a service in a region.
    ///
    /// - Throws: An error that names a variable without a usable URL. Also an error that names an override which is set
    ///   together with FIPS or dual stack.
    public func endpoint(
        for service: AWSService, in region: Region
    ) throws(EndpointConfigurationError) -> Endpoint {
        for variable in ["AWS_ENDPOINT_URL_\(service.variableSuffix)", "AWS_ENDPOINT_URL"] {
            guard let url = overrides[variable] else { continue }
            return try override(variable, url: url, region: region)
        }
        if service.hasGlobalEndpoint, region == .awsGlobal, !usesFIPS, !usesDualStack {
            return Endpoint(host: "\(service.signingName).\(Partition.aws.dnsSuffix)", signingRegion: .usEast1)
        }

        let partition = Partition.containing(region)
        let hosts = service.hosts(in: partition)
        let name =
            switch (usesFIPS, usesDualStack) {
            case (false, false): hosts.standard
            case (true, false): hosts.fips
            case (false, true): hosts.dualStack
            case (true, true): hosts.fipsDualStack
            }
        let suffix = usesDualStack ? partition.dualStackDNSSuffix : partition.dnsSuffix
        return Endpoint(host: "\(name).\(region).\(suffix)", signingRegion: region)
    }

    private func override(
        _ variable: String, url: String, region: Region
    ) throws(EndpointConfigurationError) -> Endpoint {
        for (isOn, flag) in [(usesFIPS, "AWS_USE_FIPS_ENDPOINT"), (usesDualStack, "AWS_USE_DUALSTACK_ENDPOINT")]
        where isOn {
            throw EndpointConfigurationError(
                variable: variable, fault: "can't be set while \(flag) is true: unset one of the two")
        }
        do {
            return try Endpoint(url: url, signingRegion: region)
        } catch {
            throw EndpointConfigurationError(variable: variable, fault: error.fault)
        }
    }

    private static func flag(
        _ variable: String, in environment: [String: String]
    ) throws(EndpointConfigurationError) -> Bool {
        switch environment[variable]?.lowercased() {
        case "true": return true
        case "false", "", nil: return false
        case .some: throw EndpointConfigurationError(variable: variable, fault: "must be `true` or `false`")
        }
    }
}
