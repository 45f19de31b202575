import ImageModel

/// A deletion to replicate to another registry.
struct ReplicatedDeletion: Sendable {
    let destination: Location
    let repository: RepositoryName
    let digests: [ImageDigest]
}

extension Registry {
    /// Records deletions to replicate.
    mutating func replicateDeletion(of digests: [ImageDigest], in repository: RepositoryName) {
        guard !digests.isEmpty else { return }
        deletionsToReplicate += replication.destinationsOfDeletions(in: repository)
            .map { ReplicatedDeletion(destination: $0, repository: repository, digests: digests) }
    }
}

extension SimulatedRegistry.State {
    /// Performs deletions at the registry's destinations.
    ///
    /// The destinations don't replicate them further. An image is deleted with all its tags, unless an index of the
    /// destination contains it.
    mutating func replicateDeletions(from address: RegistryAddress) {
        let deletions = withRegistry(address) { registry in
            let deletions = registry.deletionsToReplicate
            registry.deletionsToReplicate = []
            return deletions
        }
        for deletion in deletions {
            withRegistry(.ecr(deletion.destination)) { registry in
                let repository = deletion.repository
                let free = deletion.digests.filter {
                    registry.repositories[repository]?.images.indexes(holding: $0).isEmpty ?? false
                }
                for digest in free { registry.repositories[repository]?.images.remove(digest) }
            }
        }
    }
}
