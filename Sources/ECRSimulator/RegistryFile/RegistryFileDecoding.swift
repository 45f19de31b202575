import AWSClient

extension RegistryFile: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case registryId, region, repositories, publicRepositories, generate
        case pullTimeUpdateExclusions, callerArn, clockOffsetSeconds, faults
    }

    /// Decodes the JSON form; a key that does not exist is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        let registryID = try container.decodeIfPresent(String.self, forKey: .registryId) ?? "123456789012"
        guard registryID.utf8.count == 12, registryID.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw container.error(.registryId, "\(registryID) is not an account's 12 digits")
        }
        let region = try container.decodeIfPresent(String.self, forKey: .region) ?? "eu-west-1"
        guard Region(region) != nil else { throw container.error(.region, "\(region) is not a region's code") }
        self.init(
            registryID: registryID, region: region,
            repositories: try container.decodeIfPresent([RepositoryEntry].self, forKey: .repositories) ?? [],
            publicRepositories: try container.decodeIfPresent([RepositoryEntry].self, forKey: .publicRepositories)
                ?? [],
            generate: try container.decodeIfPresent(RepositorySeries.self, forKey: .generate),
            pullTimeUpdateExclusions: try container.decodeIfPresent([String].self, forKey: .pullTimeUpdateExclusions)
                ?? [],
            callerARN: try container.decodeIfPresent(String.self, forKey: .callerArn),
            clockOffsetSeconds: try container.number(.clockOffsetSeconds, in: -1e9...1e9) ?? 0,
            faults: try container.decodeIfPresent(FaultPlan.self, forKey: .faults) ?? FaultPlan())
    }
}
