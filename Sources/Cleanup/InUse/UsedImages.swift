import ECRClient
import ImageModel
import ImageUsage

/// Which images of one repository are in use, or named by the policy.
struct UsedImages: Sendable, Hashable {
    /// What uses an image, for a person, by the image's digest.
    private var digests: [ImageDigest: Veto] = [:]
    /// The same by the image's tag, where its digest is not known.
    private var tags: [ImageTag: Veto] = [:]
    /// What runs and is known by a tag alone.
    private var runningTags: [ImageTag: String] = [:]

    /// What nothing uses.
    static let none = UsedImages()

    private init() {}

    /// Collects what is used of a repository.
    ///
    /// - Parameters:
    ///   - repository: the repository.
    ///   - registry: the registry that it is in.
    ///   - uses: what the sources that protect it know.
    ///   - named: the images that the policy names.
    init(of repository: RepositoryName, in registry: RegistryPlace, uses: [ImageUse], named: Set<ImageReference>) {
        // Of several uses the first by its text is named, so that a summary does not depend on the order of answers.
        for use in uses where registry.holds(use.reference, in: repository) {
            let veto = Veto.inUse(by: use.user)
            if let digest = use.digest {
                digests[digest] = Self.first(digests[digest], veto)
            } else if let tag = use.reference.tag {
                tags[tag] = Self.first(tags[tag], veto)
                if use.isRunning { runningTags[tag] = min(runningTags[tag] ?? use.user, use.user) }
            }
        }
        for reference in named where registry.holds(reference, in: repository) {
            if let digest = reference.digest {
                digests[digest] = digests[digest] ?? .imageURI
            } else if let tag = reference.tag {
                tags[tag] = tags[tag] ?? .imageURI
            }
        }
    }

    private static func first(_ one: Veto?, _ other: Veto) -> Veto {
        guard case .inUse(let user)? = one, case .inUse(let otherUser) = other else { return other }
        return .inUse(by: min(user, otherUser))
    }

    /// The veto that names an image, if there is one.
    ///
    /// - Parameter lostTag: what ``lostTag(from:)`` found in the image's repository.
    func veto(of image: Image, lostTag: Veto?) -> Veto? {
        if let veto = digests[image.digest] { return veto }
        guard image.isTagged else { return lostTag }
        guard !tags.isEmpty else { return nil }
        return image.tags.lazy.compactMap { tags[$0] }.first
    }

    /// What runs and is known only by a tag that the repository no longer has: the tag may have moved away from any of
    /// its untagged images.
    func lostTag(from images: [Image]) -> Veto? {
        guard !runningTags.isEmpty else { return nil }
        var lost = runningTags
        for image in images {
            for tag in image.tags { lost[tag] = nil }
        }
        return lost.min { $0.key < $1.key }.map { .lostTag($0.key, by: $0.value) }
    }
}

/// Which registry a repository is in, as references name it.
struct RegistryPlace: Sendable, Hashable {
    let kind: ECRClient.Kind
    let registryID: String
    let region: String

    /// Whether a reference names an image of a repository of this registry.
    ///
    /// The alias of a public registry is not looked at: to keep an image of somebody else's repository of the same name
    /// does no harm.
    func holds(_ reference: ImageReference, in repository: RepositoryName) -> Bool {
        guard reference.repository == repository else { return false }
        switch reference.registry {
        case .ecr(let account, let region):
            return kind == .privateRegistry && account == registryID && region == self.region
        case .ecrPublic: return kind == .publicRegistry
        }
    }
}
