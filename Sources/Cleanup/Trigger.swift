/// What caused a run.
public struct Trigger: Sendable, Hashable {
    /// The kinds of causes.
    public enum Kind: String, Sendable, Hashable {
        /// A schedule: an EventBridge rule's, or EventBridge Scheduler's.
        case schedule
        /// Something happened to an image in ECR.
        case imageAction
        /// A person or a program: a test event, an invocation by hand.
        case manual
    }

    /// The kind.
    public var kind: Kind
    /// The event's id, where it has one.
    public var id: String?
    /// The event's time as it stands there.
    ///
    /// It is reported, and no age is reckoned from it.
    public var time: String?

    /// Creates a trigger.
    public init(_ kind: Kind, id: String? = nil, time: String? = nil) {
        self.kind = kind
        self.id = id
        self.time = time
    }
}
