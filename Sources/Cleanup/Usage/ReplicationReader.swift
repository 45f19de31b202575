import AWSClient
import ECRClient
import ImageModel

/// Finds the registries that deletions are replicated to.
///
/// All repositories of a run share the reader. The registry is asked once, by the first repository with something to
/// delete.
struct ReplicationReader: Sendable {
    private let registry: ECRClient
    /// The registries of all accounts and regions whose usage is read.
    private let readable: [RegistryLocation: ECRClient]
    private let answer: ExpiringValue<Result<RegistryReplication, any Error>>

    /// Creates a reader.
    ///
    /// - Parameters:
    ///   - registry: the registry that is cleaned.
    ///   - readable: the registries of all accounts and regions whose usage is read.
    init(of registry: ECRClient, readable: [RegistryLocation: ECRClient], system: SystemContext) {
        (self.registry, self.readable) = (registry, readable)
        // The settings of a registry are read once a run.
        answer = ExpiringValue(lifetime: .infinity, system: system)
    }

    /// The replicas that lose the images that a repository loses.
    ///
    /// - Throws: the error of the call, which is the same for all repositories of the run.
    func replicas(of repository: RepositoryName) async throws -> [Replica] {
        guard registry.kind == .privateRegistry else { return [] }
        let replication = await answer.value { [registry] in
            do {
                return .success(try await registry.describeRegistry())
            } catch {
                return .failure(error)
            }
        }
        return try replication.get().destinationsOfDeletions(in: repository).map { destination in
            let location = RegistryLocation(registryID: destination.registryID, region: destination.region)
            return Replica(location: location, registry: readable[location])
        }
    }
}

/// A copy of a repository where deletions of the source delete too.
struct Replica: Sendable {
    /// The registry of the replica.
    let location: RegistryLocation
    /// The registry's client; `nil` if the policy does not name the location.
    let registry: ECRClient?
}
