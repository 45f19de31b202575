public import ImageModel
public import Retention

/// What was decided about one image, and what became of it.
public struct ImageReport: Sendable, Hashable {
    /// What became of an image.
    public enum Outcome: String, Sendable, Hashable {
        /// Nothing was to be done, and nothing was.
        case kept
        /// It would have been deleted, had the run not been a dry one.
        case wouldDelete
        /// It would have been archived, had the run not been a dry one.
        case wouldArchive
        /// It is gone.
        case deleted
        /// It is in the archive.
        case archived
        /// The registry would not.
        case failed
        /// It changed since it was planned, something else still needs it, or time ran out.
        case skipped
    }

    /// The image as it was when the decision was made.
    public var image: Image
    /// What was decided.
    public var decision: Decision
    /// Why it came otherwise than decided, for a person.
    ///
    /// `nil` where the decision says it all.
    public var note: String?
    /// What became of it.
    public var outcome: Outcome

    /// Creates a report.
    public init(image: Image, decision: Decision, outcome: Outcome, note: String? = nil) {
        self.image = image
        self.decision = decision
        self.outcome = outcome
        self.note = note
    }
}
