import Essentials
public import ImageModel
import Synchronization

extension SimulatedRegistry {
    /// The number of calls of each operation since the start, failed calls included.
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
    /// Empty if the repository does not exist.
    public func images(in repository: RepositoryName, of address: RegistryAddress = .ecr) -> [Image] {
        state.withLock { state in
            state.registry(address).repositories[repository]?.images.images().map(\.image.value.facts) ?? []
        }
    }

    /// The digest of an image, by its name in the file or in a push.
    ///
    /// The name stays known after the image is removed.
    public func digest(of name: String, in repository: RepositoryName, of address: RegistryAddress = .ecr)
        -> ImageDigest?
    {
        state.withLock { $0.registry(address).repositories[repository]?.digestsByName[name] }
    }
}
