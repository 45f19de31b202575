import Essentials
package import ImageModel

/// Which images of one repository are in use, or named by the policy.
package struct UsedImages: Sendable, Hashable {
    /// What uses an image, for a person, by the image's digest.
    private var digests: [ImageDigest: Veto] = [:]
    /// The same by the image's tag, where its digest is not known.
    private var tags: [ImageTag: Veto] = [:]
    /// Of what runs and is known by a tag alone, whatever started last.
    private var lastStart: TagStart?
    /// What names a replica by a tag: it may mean any image, since a replica's tags are not read.
    private var replicaTag: Veto?

    /// What nothing uses.
    package static let none = UsedImages()

    private init() {}

    /// Collects what is used of a repository.
    ///
    /// - Parameters:
    ///   - repository: the repository.
    ///   - registries: the registry that it is in, and those of its replicas that lose what it loses.
    ///   - uses: what the sources that protect it know.
    ///   - named: the images that the policy names.
    package init(
        of repository: RepositoryName, in registries: [RegistryLocation], uses: [ImageUse], named: Set<ImageReference>
    ) {
        func isMeant(_ reference: ImageReference) -> Bool {
            registries.contains { $0.holds(reference, in: repository) }
        }
        func isReplica(_ reference: ImageReference) -> Bool {
            registries.first.map { !$0.holds(reference, in: repository) } ?? false
        }
        // Of several uses the first by its text is named, so that a summary does not depend on the order of answers.
        for use in uses where isMeant(use.reference) {
            let veto = Veto.inUse(by: use.user)
            if use.digest == nil, let tag = use.reference.tag, isReplica(use.reference) {
                replicaTag = replicaTag ?? .runningTag(tag, by: use.user, since: nil)
            } else if let digest = use.digest {
                digests[digest] = Self.first(digests[digest], veto)
            } else if let tag = use.reference.tag {
                tags[tag] = Self.first(tags[tag], veto)
                if let start = TagStart(use, tag), lastStart.map({ $0 < start }) ?? true { lastStart = start }
            }
        }
        for reference in named where isMeant(reference) {
            if reference.digest == nil, isReplica(reference) {
                replicaTag = replicaTag ?? .imageURI
            } else if let digest = reference.digest {
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
    package func veto(of image: Image) -> Veto? {
        if let veto = digests[image.digest] { return veto }
        if !tags.isEmpty, let veto = image.tags.lazy.compactMap({ tags[$0] }).first { return veto }
        return lastStart?.veto(of: image) ?? replicaTag
    }
}

/// A workload that runs, and is known only by a tag: the tag may have moved since the workload started.
private struct TagStart: Sendable, Hashable, Comparable {
    let tag: ImageTag
    let user: String
    /// When it started; `nil` for any time.
    let time: Date?

    /// Takes a use; `nil` if it names nothing but what its tag names now.
    init?(_ use: ImageUse, _ tag: ImageTag) {
        switch use.start {
        case .pending, nil: return nil
        case .at(let time): self.time = time
        case .unknown: time = nil
        }
        (self.tag, user) = (tag, use.user)
    }

    /// The later start is the greater; of equal ones the first by its text, so that the order of answers is of no account.
    static func < (one: TagStart, other: TagStart) -> Bool {
        let (time, otherTime) = (one.time ?? .distantFuture, other.time ?? .distantFuture)
        return time == otherTime ? (one.user, one.tag) > (other.user, other.tag) : time < otherTime
    }

    /// The veto of an image that the tag may have named then: any that was pushed before.
    func veto(of image: Image) -> Veto? {
        if let time, let pushedAt = image.pushedAt, pushedAt > time { return nil }
        return .runningTag(tag, by: user, since: time)
    }
}
