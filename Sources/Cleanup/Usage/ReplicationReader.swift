import AWSClient
import ECRClient
import ImageModel

/// Finds out where the deletions of a registry are replicated to.
///
/// All repositories of a run share it: the registry is asked once, by the first that has something to delete.
actor ReplicationReader {
    private let registry: ECRClient
    /// The registries of all places whose usage is read.
    private let readable: [RegistryLocation: ECRClient]
    private var answer: Task<RegistryReplication, any Error>?

    /// Creates a reader.
    ///
    /// - Parameters:
    ///   - registry: the registry that is cleaned.
    ///   - readable: the registries of all places whose usage is read.
    init(of registry: ECRClient, readable: [RegistryLocation: ECRClient]) {
        (self.registry, self.readable) = (registry, readable)
    }

    /// The replicas of a repository that lose what it loses.
    ///
    /// - Throws: what the call throws, for all repositories of the run alike.
    func replicas(of repository: RepositoryName) async throws -> [Replica] {
        guard registry.kind == .privateRegistry else { return [] }
        let task = answer ?? Task { [registry] in try await registry.describeRegistry() }
        answer = task
        return try await task.value.destinationsOfDeletions(in: repository).map { destination in
            let location = RegistryLocation(registryID: destination.registryID, region: destination.region)
            return Replica(location: location, registry: readable[location])
        }
    }
}

/// A copy of a repository in another registry, where deletions of the source delete, too.
struct Replica: Sendable {
    /// The registry that has it.
    let location: RegistryLocation
    /// The registry's client; `nil` where the policy does not name the location.
    let registry: ECRClient?
}
