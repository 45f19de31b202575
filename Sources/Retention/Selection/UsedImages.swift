import Essentials
package import ImageModel

/// The images of one repository that are in use or named.
package struct UsedImages: Sendable, Hashable {
    /// The vetoes for images, by digest.
    private var digests: [ImageDigest: Veto] = [:]
    /// The digests in use in any repository, each with its user.
    private var digestsInUse: [ImageDigest: String] = [:]
    /// The tags in use in any repository, each with its user.
    private var tagsInUse: [ImageTag: String] = [:]
    /// The vetoes for images whose digest is unknown, by tag.
    private var tags: [ImageTag: Veto] = [:]
    /// The latest start among the workloads known by a tag alone.
    private var lastStart: TagStart?
    /// The veto by a tag of a replica.
    ///
    /// It may mean any image, since a replica's tags are not read.
    private var replicaTag: Veto?

    /// The uses of a repository that nothing uses.
    package static let none = UsedImages()

    private init() {}

    /// Collects the uses of a repository's images.
    ///
    /// - Parameters:
    ///   - repository: the repository.
    ///   - registries: its registry, and those of its replicas that lose the images that it loses.
    ///   - uses: the uses from the sources that protect the repository.
    ///   - digestsInUse: the digests in use in any repository, each with its user.
    ///   - tagsInUse: the tags in use in any repository, each with its user.
    ///   - named: the images that the policy names.
    package init(
        of repository: RepositoryName, in registries: [RegistryLocation], uses: [ImageUse],
        digestsInUse: [ImageDigest: String] = [:], tagsInUse: [ImageTag: String] = [:], named: Set<ImageReference>
    ) {
        func isMeant(_ reference: ImageReference) -> Bool {
            registries.contains { $0.holds(reference, in: repository) }
        }
        func isReplica(_ reference: ImageReference) -> Bool {
            registries.first.map { !$0.holds(reference, in: repository) } ?? false
        }
        // Of several uses, the first by its text is named, so that a summary does not depend on the order of answers.
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
        self.digestsInUse = digestsInUse
        self.tagsInUse = tagsInUse
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

    /// The veto for an image, if there is one.
    package func veto(of image: Image) -> Veto? {
        if let veto = digests[image.digest] { return veto }
        if let user = digestsInUse[image.digest] { return .inUse(by: user) }
        if !tags.isEmpty, let veto = image.tags.lazy.compactMap({ tags[$0] }).first { return veto }
        if !tagsInUse.isEmpty, let user = image.tags.lazy.compactMap({ tagsInUse[$0] }).first {
            return .inUse(by: user)
        }
        return lastStart?.veto(of: image) ?? replicaTag
    }
}

/// A running workload that is known only by a tag.
///
/// The tag may have moved since the workload started.
private struct TagStart: Sendable, Hashable, Comparable {
    let tag: ImageTag
    let user: String
    /// The time of the start; `nil` means any time.
    let time: Date?

    /// Takes a use whose tag may have moved since the start.
    ///
    /// The result is `nil` if the use means only the image that its tag names now.
    init?(_ use: ImageUse, _ tag: ImageTag) {
        switch use.start {
        case .pending, nil: return nil
        case .at(let time): self.time = time
        case .unknown: time = nil
        }
        (self.tag, user) = (tag, use.user)
    }

    /// Whether a workload started before another.
    ///
    /// Of equal starts, the first by its text is the greater. So the order of answers does not matter.
    static func < (one: TagStart, other: TagStart) -> Bool {
        let (time, otherTime) = (one.time ?? .distantFuture, other.time ?? .distantFuture)
        return time == otherTime ? (one.user, one.tag) > (other.user, other.tag) : time < otherTime
    }

    /// The veto for an image that the tag may have named then.
    ///
    /// Every image that was not pushed after the start is such an image.
    func veto(of image: Image) -> Veto? {
        if let time, let pushedAt = image.pushedAt, pushedAt > time { return nil }
        return .runningTag(tag, by: user, since: time)
    }
}
