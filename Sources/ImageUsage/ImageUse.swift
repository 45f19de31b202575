public import ImageModel

/// One place where an image is used.
public struct ImageUse: Sendable, Hashable {
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
    /// What uses the image, for a person, such as `ECS task arn:aws:ecs:…`.
    public var user: String

    /// Creates a use.
    public init(reference: ImageReference, resolvedDigest: ImageDigest? = nil, isRunning: Bool, user: String) {
        self.reference = reference
        self.resolvedDigest = resolvedDigest
        self.isRunning = isRunning
        self.user = user
    }

    /// The digest that is used, as far as it is known.
    public var digest: ImageDigest? { resolvedDigest ?? reference.digest }
}
