import Essentials

struct DescribeRegistryResponse: Encodable {
    var registryId: String
    var replicationConfiguration: ReplicationEntry
}

extension Registry {
    /// Returns the registry's account and its replication.
    func describeRegistry() throws -> Data {
        try Message.encode(DescribeRegistryResponse(registryId: id, replicationConfiguration: replication))
    }
}
