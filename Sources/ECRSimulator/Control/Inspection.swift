import Essentials
public import ImageModel
import Synchronization

extension SimulatedRegistry {
    /// The number of calls of each operation, including failed calls.
    ///
    /// Calls are counted since the start or last reset.
    public var calls: [Operation: Int] { state.withLock { $0.calls } }

    /// The active faults.
    public var faults: FaultPlan {
        get { state.withLock { $0.faults } }
        set { state.withLock { $0.faults = newValue } }
    }

    /// The lead of the registry's clock over the machine's, in seconds.
    public var clockOffsetSeconds: Double {
        get { state.withLock { $0.clockOffset } }
        set { state.withLock { $0.clockOffset = newValue } }
    }

    /// The names of a registry's repositories, sorted.
    public func repositoryNames(in address: RegistryAddress = .ecr) -> [RepositoryName] {
        state.withLock { $0.registry(address).repositories.keys.sorted() }
    }

    /// All images of a repository, in the order of its listing.
    ///
    /// The list is empty if the repository does not exist.
    public func images(in repository: RepositoryName, of address: RegistryAddress = .ecr) -> [Image] {
        state.withLock { state in
            state.registry(address).repositories[repository]?.images.images().map(\.image.value.facts) ?? []
        }
    }

    /// The digest of an image with a name.
    ///
    /// The name is from the file or a push. It stays known after the image is removed.
    public func digest(of name: String, in repository: RepositoryName, of address: RegistryAddress = .ecr)
        -> ImageDigest?
    {
        state.withLock { $0.registry(address).repositories[repository]?.digestsByName[name] }
    }
}
