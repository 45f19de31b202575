public import Essentials
public import ImageModel

/// One place where an image is used.
public struct ImageUse: Sendable, Hashable {
    /// When a workload asked for an image's tag the last time.
    ///
    /// The tag may have moved since, also back to an older image.
    public enum Start: Sendable, Hashable {
        /// It has not asked yet, and will get what the tag names then.
        case pending
        /// It started at this time.
        case at(Date)
        /// It may have started at any time.
        case unknown
    }

    /// How the workload names the image.
    public var reference: ImageReference
    /// The digest that the workload got for it, where the source says it.
    ///
    /// It may be an index's or that of one of its manifests.
    public var resolvedDigest: ImageDigest?
    /// Whether the workload runs now, or may at any moment without asking for the image's tag again.
    ///
    /// A definition that nothing runs is none.
    public var isRunning: Bool
    /// When the workload started; `nil` for a definition that nothing runs.
    ///
    /// It matters where the digest is not known: then any image that was pushed before it may be the one that runs.
    public var start: Start?
    /// What uses the image, for a person, such as `ECS task arn:aws:ecs:…`.
    public var user: String

    /// Creates a use.
    ///
    /// - Parameter start: when the workload started; by default unknown if it runs.
    public init(
        reference: ImageReference, resolvedDigest: ImageDigest? = nil, isRunning: Bool, start: Start? = nil,
        user: String
    ) {
        self.reference = reference
        self.resolvedDigest = resolvedDigest
        self.isRunning = isRunning
        self.start = start ?? (isRunning ? .unknown : nil)
        self.user = user
    }

    /// The digest that is used, as far as it is known.
    public var digest: ImageDigest? { resolvedDigest ?? reference.digest }
}
