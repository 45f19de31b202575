/// The cause of a run.
public struct Trigger: Sendable, Hashable {
    /// The kinds of causes.
    public enum Kind: String, Sendable, Hashable {
        /// A schedule of an EventBridge rule or of EventBridge Scheduler.
        case schedule
        /// An action on an image in ECR.
        case imageAction
        /// A person or a program, such as a test event.
        case manual
    }

    /// The kind.
    public var kind: Kind
    /// The event's id, if it has one.
    public var id: String?
    /// The event's time as the event gives it.
    ///
    /// It is reported, and no age is computed from it.
    public var time: String?

    /// Creates a trigger.
    public init(_ kind: Kind, id: String? = nil, time: String? = nil) {
        self.kind = kind
        self.id = id
        self.time = time
    }
}
