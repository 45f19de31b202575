import Essentials

struct DescribeRegistryResponse: Encodable {
    var registryId: String
    var replicationConfiguration: ReplicationEntry
}

extension Registry {
    /// Tells whose the registry is, and how it replicates.
    func describeRegistry() throws -> Data {
        try Message.encode(DescribeRegistryResponse(registryId: id, replicationConfiguration: replication))
    }
}
