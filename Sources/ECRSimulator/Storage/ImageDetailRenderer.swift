import ImageModel

/// Writes the `ImageDetail` of a repository's images.
struct ImageDetailRenderer: Sendable {
    private let prefix: [UInt8]
    private let kind: RegistryKind

    init(kind: RegistryKind, registryID: String, repository: RepositoryName) {
        var json = JSONBytes()
        json.raw("{\"registryId\":")
        json.string(registryID)
        json.member("repositoryName")
        json.string(repository.description)
        prefix = json.bytes
        self.kind = kind
    }

    /// Writes one image.
    ///
    /// Members that ECR Public lacks are omitted there; `imageTags` is absent from untagged images.
    func render(_ image: StoredImage) -> [UInt8] {
        let facts = image.facts
        var json = JSONBytes()
        json.raw(prefix)
        json.member("imageDigest")
        json.raw("\"\(facts.digest)\"")
        if !facts.tags.isEmpty {
            json.member("imageTags")
            for (position, tag) in facts.tags.enumerated() {
                json.raw(position == 0 ? "[" : ",")
                json.string(tag.description)
            }
            json.raw("]")
        }
        json.member("imageSizeInBytes")
        json.raw("\(facts.sizeInBytes)")
        if let date = facts.pushedAt {
            json.member("imagePushedAt")
            json.timestamp(date)
        }
        if let mediaType = facts.mediaType {
            json.member("imageManifestMediaType")
            json.string(mediaType.description)
        }
        if let type = image.artifactMediaType {
            json.member("artifactMediaType")
            json.string(type)
        }
        if kind == .ecr { renderPrivateMembers(of: facts, into: &json) }
        json.raw("}")
        return json.bytes
    }

    private func renderPrivateMembers(of facts: Image, into json: inout JSONBytes) {
        let times = [
            ("lastRecordedPullTime", facts.lastPulledAt), ("lastArchivedAt", facts.lastArchivedAt),
            ("lastActivatedAt", facts.lastActivatedAt),
        ]
        for case (let name, let date?) in times {
            json.member(name)
            json.timestamp(date)
        }
        if let subject = facts.subject {
            json.member("subjectManifestDigest")
            json.raw("\"\(subject)\"")
        }
        json.member("imageStatus")
        json.string(facts.status.description)
    }
}
