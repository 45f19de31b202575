import Essentials
import ImageModel

/// Makes a repository from its entry: resolves images' names, and derives digests.
struct RepositoryBuilder {
    private let entry: RepositoryEntry
    private let kind: RegistryKind
    private let registryID: String
    private let start: Date
    private let path: String

    private var entries: [String: (entry: ImageEntry, path: String)] = [:]
    private var built: [String: StoredImage] = [:]
    private var beingBuilt: Set<String> = []

    init(_ entry: RepositoryEntry, kind: RegistryKind, registryID: String, start: Date, path: String) {
        self.entry = entry
        self.kind = kind
        self.registryID = registryID
        self.start = start
        self.path = path
    }

    /// Builds the repository.
    ///
    /// - Throws: ``RegistryFileError``.
    mutating func repository(seedOffset: UInt64) throws -> Repository {
        let name = RepositoryName(entry.name)
        let listed = entry.images.enumerated().map { ($1, "\(path).images[\($0)]") }
        let generated = (entry.generate?.entries(seedOffset: seedOffset) ?? []).map { ($0, "\(path).generate") }
        let all = listed + generated
        for (image, path) in all {
            guard entries.updateValue((image, path), forKey: image.name) == nil else {
                throw RegistryFileError(path: "\(path).name", message: "there are two images \(image.name)")
            }
        }
        var repository = Repository(
            name: name, createdAt: entry.created.date(start: start), tagMutability: entry.tagMutability,
            resourceTags: entry.resourceTags, lifecyclePolicy: entry.lifecyclePolicy,
            lifecyclePolicyEvaluatedAt: entry.lifecyclePolicyEvaluated?.date(start: start),
            scanOnPush: entry.scanOnPush,
            images: ImageTable(
                renderer: ImageDetailRenderer(kind: kind, registryID: registryID, repository: name)))
        for (image, path) in all {
            let stored = try build(image.name, path)
            try check(stored.facts, path, repository.images)
            repository.images.insert(stored)
            repository.digestsByName[image.name] = stored.facts.digest
        }
        return repository
    }

    private func check(_ image: Image, _ path: String, _ images: ImageTable) throws {
        if images[image.digest] != nil {
            throw RegistryFileError(path: "\(path).digest", message: "there are two images \(image.digest)")
        }
        for tag in image.tags {
            guard Constraint.isTag(tag.description) else {
                throw RegistryFileError(path: "\(path).tags", message: "\(tag) is not a valid tag")
            }
            guard images.digest(of: tag) == nil else {
                throw RegistryFileError(path: "\(path).tags", message: "two images have the tag \(tag)")
            }
        }
        guard [.active, .archived, .activating].contains(image.status) else {
            throw RegistryFileError(
                path: "\(path).status", message: "\(image.status) is none of ACTIVE, ARCHIVED, ACTIVATING")
        }
    }

    /// Builds one image, after the images to which it refers.
    private mutating func build(_ name: String, _ path: String) throws -> StoredImage {
        if let image = built[name] { return image }
        guard let (entry, path) = entries[name] else {
            throw RegistryFileError(path: path, message: "there is no image \(name) in \(self.entry.name)")
        }
        guard beingBuilt.insert(name).inserted else {
            throw RegistryFileError(path: path, message: "\(name) refers to itself, by way of other images or directly")
        }
        let subject = try entry.subject.map { try resolve($0, "\(path).subject").digest }
        let children = try entry.manifests.enumerated().map { try resolve($1, "\(path).manifests[\($0)]") }
        let image = ImageBuilder(entry, repository: self.entry.name, start: start)
            .image(subject: subject, children: children)
        built[name] = image
        return image
    }

    /// Resolves the reference of an index or referrer to another image.
    ///
    /// The reference is a name or a digest.
    private mutating func resolve(_ reference: String, _ path: String) throws -> IndexManifest.Child {
        if entries[reference] == nil, let digest = ImageDigest(reference) {
            return IndexManifest.Child(elsewhere: digest)
        }
        let image = try build(reference, path)
        return IndexManifest.Child(
            digest: image.facts.digest, mediaType: image.facts.mediaType ?? .imageManifest,
            size: image.manifest.text.utf8.count, platform: entries[reference]?.entry.platform ?? "linux/amd64",
            sizeInBytes: image.facts.sizeInBytes)
    }
}
