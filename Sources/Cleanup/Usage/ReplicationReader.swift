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
    private let system: SystemContext
    private let answer: ExpiringValue<Result<RegistryReplication, any Error>>

    /// Creates a reader.
    ///
    /// - Parameters:
    ///   - registry: the registry that is cleaned.
    ///   - readable: the registries of all accounts and regions whose usage is read.
    init(of registry: ECRClient, readable: [RegistryLocation: ECRClient], system: SystemContext) {
        (self.registry, self.readable) = (registry, readable)
        self.system = system
        answer = ExpiringValue(system: system)
    }

    /// The replicas that lose the images that a repository loses.
    ///
    /// - Throws: the error of the call, which is the same for all repositories of the run.
    func replicas(of repository: RepositoryName) async throws -> [Replica] {
        guard registry.kind == .privateRegistry else { return [] }
        // The settings of a registry are read once a run.
        let replication = await answer.value(if: { _, _ in true }) { [registry, system] in
            let time = system.now()
            do {
                return .init(value: .success(try await registry.describeRegistry()), time: time)
            } catch {
                return .init(value: .failure(error), time: time)
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
