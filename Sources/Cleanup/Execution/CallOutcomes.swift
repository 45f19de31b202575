import ImageModel

/// The outcomes of an attempt to delete or archive images.
struct CallOutcomes: Sendable {
    /// The final outcomes.
    var settled: [ImageDigest: ImageOutcome] = [:]
    /// The outcomes of images that may be tried again.
    ///
    /// They hold only if no other try follows.
    var pending: [ImageDigest: ImageOutcome] = [:]

    /// Whether a retry should wait until ECR notices a deleted index.
    ///
    /// ECR still says that an index holds one of the images.
    var waitsForIndex: Bool { pending.values.contains(.skipped(.referenced)) }
}
