/// The images that a registry scans, as in ECR's `RegistryScanningConfiguration`.
public struct ScanningEntry: Sendable, Hashable {
    /// A rule: how often images are scanned, and in which repositories.
    public struct Rule: Sendable, Hashable {
        /// `SCAN_ON_PUSH`, `CONTINUOUS_SCAN` or `MANUAL`.
        public var scanFrequency: String
        /// The filters of the repositories' names.
        public var repositoryFilters: [Filter]

        /// Creates a rule.
        public init(_ scanFrequency: String, filters: [String] = ["*"]) {
            self.scanFrequency = scanFrequency
            repositoryFilters = filters.map(Filter.init)
        }
    }

    /// A filter of repositories' names.
    public struct Filter: Sendable, Hashable {
        /// The text, in which `*` stands for any run of characters.
        public var filter: String

        /// Creates a filter.
        public init(_ filter: String) { self.filter = filter }
    }

    /// `BASIC` or `ENHANCED`.
    public var scanType: String
    /// The rules.
    public var rules: [Rule]

    /// Creates a configuration; without a setting, ECR's is basic and has no rules.
    public init(_ scanType: String = "BASIC", rules: [Rule] = []) { (self.scanType, self.rules) = (scanType, rules) }
}

/// ECR's own JSON form, also used in the answers of `GetRegistryScanningConfiguration`.
extension ScanningEntry: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case scanType, rules }

    /// Decodes the JSON form; an unknown key or value is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        let type = try container.decode(String.self, forKey: .scanType)
        guard ["BASIC", "ENHANCED"].contains(type) else {
            throw container.error(.scanType, "\(type) is neither BASIC nor ENHANCED")
        }
        let rules = try container.decode([Rule].self, forKey: .rules)
        guard rules.count <= 2 else { throw container.error(.rules, "has more than 2 rules") }
        guard type == "ENHANCED" || rules.allSatisfy({ $0.scanFrequency != "CONTINUOUS_SCAN" }) else {
            throw container.error(.rules, "CONTINUOUS_SCAN needs the type ENHANCED")
        }
        self.init(type, rules: rules)
    }
}

extension ScanningEntry.Rule: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case scanFrequency, repositoryFilters }

    /// Decodes the JSON form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        let frequency = try container.decode(String.self, forKey: .scanFrequency)
        guard ["SCAN_ON_PUSH", "CONTINUOUS_SCAN", "MANUAL"].contains(frequency) else {
            throw container.error(.scanFrequency, "\(frequency) is none of SCAN_ON_PUSH, CONTINUOUS_SCAN, MANUAL")
        }
        self.init(frequency)
        repositoryFilters = try container.decode([ScanningEntry.Filter].self, forKey: .repositoryFilters)
    }
}

extension ScanningEntry.Filter: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case filter, filterType }

    /// Decodes the JSON form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        filter = try container.decode(String.self, forKey: .filter)
        let type = try container.decode(String.self, forKey: .filterType)
        guard type == "WILDCARD" else { throw container.error(.filterType, "\(type) is not WILDCARD") }
    }

    /// Encodes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(filter, forKey: .filter)
        try container.encode("WILDCARD", forKey: .filterType)
    }
}
