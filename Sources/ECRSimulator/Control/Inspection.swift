import Essentials
public import ImageModel
import Synchronization

extension SimulatedRegistry {
    /// How often each operation was called since the start, refused and failed calls included.
    public var calls: [Operation: Int] { state.withLock { $0.calls } }

    /// The faults that are in force.
    public var faults: FaultPlan {
        get { state.withLock { $0.faults } }
        set { state.withLock { $0.faults = newValue } }
    }

    /// How far the registry's clock is ahead of the machine's, in seconds.
    public var clockOffsetSeconds: Double {
        get { state.withLock { $0.clockOffset } }
        set { state.withLock { $0.clockOffset = newValue } }
    }

    /// The names of the repositories of a registry, in order.
    public func repositoryNames(in address: RegistryAddress = .ecr) -> [RepositoryName] {
        state.withLock { $0.registry(address).repositories.keys.sorted() }
    }

    /// All images of a repository, in the order of its listing.
    ///
    /// Empty where there is no such repository.
    public func images(in repository: RepositoryName, of address: RegistryAddress = .ecr) -> [Image] {
        state.withLock { state in
            state.registry(address).repositories[repository]?.images.images().map(\.image.value.facts) ?? []
        }
    }

    /// The digest of the image that the registry file, or a push, calls by a name.
    ///
    /// It remains when the image is gone.
    public func digest(of name: String, in repository: RepositoryName, of address: RegistryAddress = .ecr)
        -> ImageDigest?
    {
        state.withLock { $0.registry(address).repositories[repository]?.digestsByName[name] }
    }
}
