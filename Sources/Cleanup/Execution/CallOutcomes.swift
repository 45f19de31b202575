import ImageModel

/// The outcomes of one call about images.
struct CallOutcomes: Sendable {
    /// Outcomes that nothing changes any more.
    var settled: [ImageDigest: ImageOutcome] = [:]
    /// Outcomes of images that may be tried again, in case they are not.
    var pending: [ImageDigest: ImageOutcome] = [:]

    /// Whether ECR says that an index holds one of the images, which it may know better a second later.
    var waitsForIndex: Bool { pending.values.contains(.skipped(.referenced)) }
}
