import Essentials
public import ImageModel
import Synchronization

/// Changes by others while a client uses the registry.
///
/// They are not counted as calls.
extension SimulatedRegistry {
    /// Pushes an image.
    ///
    /// The entry's times count from the registry's present; images that it names must exist.
    ///
    /// - Returns: the digest.
    /// - Throws: ``RegistryFileError`` if the repository is missing, or the entry does not fit it.
    @discardableResult
    public func push(
        _ entry: ImageEntry, to repository: RepositoryName, of address: RegistryAddress = .ecr
    ) throws -> ImageDigest {
        let now = self.now
        return try state.withLock { state in
            try state.withRegistry(address) { registry in
                guard let index = registry.repositories.index(forKey: repository) else {
                    throw RegistryFileError(path: "", message: "there is no repository \(repository)")
                }
                let image = try registry.repositories.values[index].image(entry, start: now)
                registry.repositories.values[index].images.insert(image)
                registry.repositories.values[index].digestsByName[entry.name] = image.facts.digest
                return image.facts.digest
            }
        }
    }

    /// Moves a tag to an image.
    public func tag(
        _ digest: ImageDigest, as tag: ImageTag, in repository: RepositoryName, of address: RegistryAddress = .ecr
    ) {
        change(repository, address) { $0.point(tag, to: digest) }
    }

    /// Removes a tag from its image, which stays.
    public func untag(_ tag: ImageTag, in repository: RepositoryName, of address: RegistryAddress = .ecr) {
        change(repository, address) { $0.removeTag(tag) }
    }

    /// Replaces the resource tags of a repository.
    public func setResourceTags(_ tags: [String: String], of repository: RepositoryName) {
        state.withLock { state in
            state.withRegistry(.ecr) { $0.repositories[repository]?.resourceTags = tags }
        }
    }

    /// Records a pull at the registry's present.
    public func pull(_ digest: ImageDigest, in repository: RepositoryName) {
        let now = self.now
        change(repository, .ecr) { $0.update(digest) { $0.facts.lastPulledAt = now } }
    }

    /// Changes an image's attributes, except its digest and tags.
    public func update(
        _ digest: ImageDigest, in repository: RepositoryName, of address: RegistryAddress = .ecr,
        _ change: @Sendable (inout Image) -> Void
    ) {
        self.change(repository, address) { images in
            images.update(digest) { image in
                var facts = image.facts
                change(&facts)
                facts.tags = image.facts.tags
                facts.digest = image.facts.digest
                image.facts = facts
            }
        }
    }

    /// Removes an image, even from indexes that contain it.
    public func remove(_ digest: ImageDigest, from repository: RepositoryName, of address: RegistryAddress = .ecr) {
        change(repository, address) { $0.remove(digest) }
    }

    /// Removes a repository with all its contents.
    public func removeRepository(_ repository: RepositoryName, of address: RegistryAddress = .ecr) {
        state.withLock { state in
            state.withRegistry(address) { _ = $0.repositories.removeValue(forKey: repository) }
        }
    }

    /// Completes all restores: `ACTIVATING` images become `ACTIVE`, activated now.
    public func completeRestores() {
        let now = self.now
        for repository in repositoryNames() {
            for image in images(in: repository) where image.status == .activating {
                update(image.digest, in: repository) { image in
                    image.status = .active
                    image.lastActivatedAt = now
                }
            }
        }
    }

    private func change(_ repository: RepositoryName, _ address: RegistryAddress, _ body: (inout ImageTable) -> Void) {
        state.withLock { state in
            state.withRegistry(address) { registry in
                guard let index = registry.repositories.index(forKey: repository) else { return }
                body(&registry.repositories.values[index].images)
            }
        }
    }
}

extension Repository {
    /// Makes an image from its entry, with references to existing images.
    fileprivate func image(_ entry: ImageEntry, start: Date) throws -> StoredImage {
        func resolve(_ reference: String) throws -> IndexManifest.Child {
            guard let digest = digestsByName[reference] ?? ImageDigest(reference), let image = images[digest] else {
                throw RegistryFileError(path: "", message: "there is no image \(reference) in \(name)")
            }
            return IndexManifest.Child(
                digest: digest, mediaType: image.facts.mediaType ?? .imageManifest,
                size: image.manifest.text.utf8.count, platform: "linux/amd64", sizeInBytes: image.facts.sizeInBytes)
        }
        return try ImageBuilder(entry, repository: name.description, start: start)
            .image(
                subject: entry.subject.map { try resolve($0).digest }, children: entry.manifests.map(resolve))
    }
}
