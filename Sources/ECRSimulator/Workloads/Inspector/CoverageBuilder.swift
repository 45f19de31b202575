import ImageModel

extension WorkloadBuilder {
    /// Builds Inspector's status, its covered images, and their repositories.
    ///
    /// - Throws: ``RegistryFileError``.
    func inspector(_ entry: InspectorEntry, path: String) throws -> Inspector {
        var inspector = Inspector(location)
        inspector.status = entry.status
        var covered: Set<String> = []
        for (index, coverage) in entry.coverage.enumerated() {
            for number in 0..<coverage.count {
                for resource in try resources(coverage, number, "\(path).coverage[\(index)].image")
                where covered.insert(resource.resourceId).inserted {
                    inspector.coverage.append(resource)
                }
            }
        }
        return inspector
    }

    private func resources(
        _ coverage: InspectorEntry.Coverage, _ number: Int, _ path: String
    ) throws -> [CoveredResource] {
        let reference = try ContainerEntry("", image: coverage.image).numbered(number).reference(references, path)
        guard let (address, name) = references.address(of: reference), let digest = reference.digest,
            let registry = references.registries[address]
        else {
            throw RegistryFileError(
                path: path,
                message: "Inspector covers images of this file's registries, by a tag that is there or by digest")
        }
        let image = registry.repositories[name]?.images[digest]?.facts
        let repository = registry.arnPrefix + name.description
        return [
            CoveredResource(
                resourceType: "AWS_ECR_CONTAINER_IMAGE", resourceId: "\(repository)/\(digest)",
                accountId: registry.id, scanStatus: .init(statusCode: coverage.scanStatus),
                repositoryName: name.description,
                resourceMetadata: .init(
                    ecrImage: .init(
                        tags: image?.tags.map(\.description) ?? [], imagePulledAt: image?.lastPulledAt,
                        lastInUseAt: coverage.lastInUse?.date(start: start), inUseCount: coverage.inUseCount))),
            CoveredResource(
                resourceType: "AWS_ECR_REPOSITORY", resourceId: repository, accountId: registry.id,
                scanStatus: .init(statusCode: "ACTIVE"), repositoryName: name.description,
                resourceMetadata: .init(ecrRepository: .init(name: name.description))),
        ]
    }
}
