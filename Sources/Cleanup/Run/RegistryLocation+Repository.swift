import ECRClient
import ImageModel

extension RegistryLocation {
    /// Creates the location of the registry that a repository is in.
    ///
    /// - Parameters:
    ///   - repository: a repository of the registry, which tells its account.
    ///   - registry: the client that listed the repository.
    ///   - region: the client's region.
    init(of repository: Repository, in registry: ECRClient, _ region: Region) {
        self.init(
            isPublic: registry.kind == .publicRegistry, registryID: repository.registryID, region: region.code)
    }
}
