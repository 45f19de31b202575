import AWSClient

extension ECRClient {
    /// Reads which images the registry scans (`GetRegistryScanningConfiguration`).
    ///
    /// ECR Public scans nothing.
    ///
    /// - Throws: `AWSError`, `CancellationError`.
    public func registryScanning() async throws -> RegistryScanning {
        try requirePrivateRegistry(for: GetRegistryScanningConfiguration.operation)
        let answer = try await client.call(GetRegistryScanningConfiguration())
        try check(
            [AnswerOrigin(registryID: answer.registryId)], of: nil, GetRegistryScanningConfiguration.operation)
        let configuration = answer.scanningConfiguration
        return RegistryScanning(
            isEnhanced: configuration?.scanType == "ENHANCED",
            rules: (configuration?.rules ?? []).compactMap(RegistryScanning.Rule.init))
    }
}

/// The images that a registry scans for vulnerabilities.
///
/// - SeeAlso: [RegistryScanningConfiguration](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RegistryScanningConfiguration.html)
public struct RegistryScanning: Sendable, Hashable {
    /// A rule: when images are scanned, and in which repositories.
    public struct Rule: Sendable, Hashable {
        /// Whether images are scanned again later, not only as they are pushed.
        public var isContinuous: Bool
        /// The filters of repositories' names; one must match.
        public var filters: [String]

        /// Creates a rule.
        public init(isContinuous: Bool, filters: [String]) {
            (self.isContinuous, self.filters) = (isContinuous, filters)
        }
    }

    /// Whether Amazon Inspector scans, and bills each scan.
    public var isEnhanced: Bool
    /// The rules.
    public var rules: [Rule]

    /// Creates a configuration.
    public init(isEnhanced: Bool, rules: [Rule]) {
        (self.isEnhanced, self.rules) = (isEnhanced, rules)
    }
}

private struct GetRegistryScanningConfiguration: AWSJSONRequest, Encodable {
    static let operation = "GetRegistryScanningConfiguration"

    struct Response: Decodable {
        let registryId: String?
        let scanningConfiguration: Configuration?
    }

    struct Configuration: Decodable {
        let scanType: String?
        let rules: [Rule]?
    }

    struct Rule: Decodable {
        struct Filter: Decodable { let filter: String }

        let scanFrequency: String
        let repositoryFilters: [Filter]
    }
}

extension RegistryScanning.Rule {
    /// The rule, if it scans anything by itself.
    fileprivate init?(_ rule: GetRegistryScanningConfiguration.Rule) {
        guard ["SCAN_ON_PUSH", "CONTINUOUS_SCAN"].contains(rule.scanFrequency) else { return nil }
        self.init(
            isContinuous: rule.scanFrequency == "CONTINUOUS_SCAN", filters: rule.repositoryFilters.map(\.filter))
    }
}
