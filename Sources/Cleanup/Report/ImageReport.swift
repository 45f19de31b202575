public import ImageModel
public import Retention

/// The decision about one image, and its outcome.
public struct ImageReport: Sendable, Hashable {
    /// The outcome for an image.
    public enum Outcome: String, Sendable, Hashable {
        /// The image was kept, as was decided.
        case kept
        /// The image would have been deleted if the run were not dry.
        case wouldDelete
        /// The image would have been archived if the run were not dry.
        case wouldArchive
        /// The image was deleted.
        case deleted
        /// The image was archived.
        case archived
        /// The image could not be deleted or archived.
        case failed
        /// The image was left, for example because time ran out.
        case skipped
    }

    /// The image as it was when the decision was made.
    public var image: Image
    /// The decision about the image.
    public var decision: Decision
    /// The reason for another outcome than decided, as a sentence.
    ///
    /// It is `nil` if the decision explains the outcome.
    public var note: String?
    /// The outcome for the image.
    public var outcome: Outcome

    /// The indexes that hold the image, in a report with every image, as far as their manifests were read.
    public var heldBy: [ImageDigest] = []

    /// Creates a report.
    public init(image: Image, decision: Decision, outcome: Outcome, note: String? = nil) {
        self.image = image
        self.decision = decision
        self.outcome = outcome
        self.note = note
    }
}
