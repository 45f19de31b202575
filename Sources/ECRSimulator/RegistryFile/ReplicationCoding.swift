/// ECR's own JSON form, also used in the answers of `DescribeRegistry`.
extension ReplicationEntry: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case rules }

    /// Decodes the JSON form; an unknown key is an error.
    ///
    /// A list above ECR's limits is an error, too.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        let rules = try container.decode([Rule].self, forKey: .rules)
        guard rules.count <= 25 else { throw container.error(.rules, "has more than 25 rules") }
        self.init(rules)
    }

    /// Encodes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rules, forKey: .rules)
    }
}

extension ReplicationEntry.Rule: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case destinations, repositoryFilters, deleteReplication
    }

    /// Decodes the JSON form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        let destinations = try container.decode([Destination].self, forKey: .destinations)
        guard destinations.count <= 100 else { throw container.error(.destinations, "has more than 100 destinations") }
        let filters = try container.decodeIfPresent([Filter].self, forKey: .repositoryFilters)
        if let filters, !(1...100).contains(filters.count) {
            throw container.error(.repositoryFilters, "has \(filters.count) filters; there are 1 to 100, or no key")
        }
        self.init(
            to: destinations.map(\.location), prefixes: filters?.map(\.filter),
            replicatesDeletions: try container.decodeIfPresent(Deletion.self, forKey: .deleteReplication)?.enabled)
    }

    /// Encodes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(destinations.map(Destination.init(_:)), forKey: .destinations)
        try container.encodeIfPresent(prefixes?.map(Filter.init(_:)), forKey: .repositoryFilters)
        try container.encodeIfPresent(replicatesDeletions.map(Deletion.init(_:)), forKey: .deleteReplication)
    }
}

private struct Destination: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable { case region, registryId }

    let location: Location

    init(_ location: Location) { self.location = location }

    init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        _ = try container.decode(String.self, forKey: .region)
        _ = try container.decode(String.self, forKey: .registryId)
        location = try container.location(account: .registryId, region: .region)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(location.region, forKey: .region)
        try container.encode(location.account, forKey: .registryId)
    }
}

private struct Filter: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable { case filter, filterType }

    let filter: String

    init(_ filter: String) { self.filter = filter }

    init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        filter = try container.decode(String.self, forKey: .filter)
        guard (2...256).contains(filter.utf8.count) else {
            throw container.error(.filter, "has \(filter.utf8.count) characters and not from 2 to 256")
        }
        let type = try container.decode(String.self, forKey: .filterType)
        guard type == "PREFIX_MATCH" else { throw container.error(.filterType, "\(type) is not PREFIX_MATCH") }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(filter, forKey: .filter)
        try container.encode("PREFIX_MATCH", forKey: .filterType)
    }
}

private struct Deletion: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable { case enabled }

    let enabled: Bool

    init(_ enabled: Bool) { self.enabled = enabled }

    init(from decoder: any Decoder) throws {
        enabled = try decoder.strictContainer(keyedBy: CodingKeys.self).decode(Bool.self, forKey: .enabled)
    }
}
