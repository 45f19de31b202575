extension RegistryFile: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case registryId, region, repositories, publicRepositories, generate, workloads, registries, roles
        case replicationConfiguration, scanningConfiguration, pullTimeUpdateExclusions, callerArn, clockOffsetSeconds,
            faults
    }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        let location = try container.location(account: .registryId, region: .region)
        self.init(
            registryID: location.account, region: location.region,
            repositories: try container.decodeIfPresent([RepositoryEntry].self, forKey: .repositories) ?? [],
            publicRepositories: try container.decodeIfPresent([RepositoryEntry].self, forKey: .publicRepositories)
                ?? [],
            generate: try container.decodeIfPresent(RepositorySeries.self, forKey: .generate),
            workloads: try container.decodeIfPresent(WorkloadsEntry.self, forKey: .workloads) ?? WorkloadsEntry(),
            registries: try container.decodeIfPresent([RegistryEntry].self, forKey: .registries) ?? [],
            roles: try container.decodeIfPresent([RoleEntry].self, forKey: .roles) ?? [],
            replication: try container.decodeIfPresent(ReplicationEntry.self, forKey: .replicationConfiguration)
                ?? ReplicationEntry(),
            scanning: try container.decodeIfPresent(ScanningEntry.self, forKey: .scanningConfiguration)
                ?? ScanningEntry(),
            pullTimeUpdateExclusions: try container.decodeIfPresent([String].self, forKey: .pullTimeUpdateExclusions)
                ?? [],
            callerARN: try container.decodeIfPresent(String.self, forKey: .callerArn),
            clockOffsetSeconds: try container.number(.clockOffsetSeconds, in: -1e9...1e9) ?? 0,
            faults: try container.decodeIfPresent(FaultPlan.self, forKey: .faults) ?? FaultPlan())
    }
}
