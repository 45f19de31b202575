/// What came of asking one source what is in use.
public struct SourceReport: Sendable, Hashable {
    /// Whether it could be read.
    public enum Status: String, Sendable, Hashable {
        /// To its end.
        case ok
        /// Not to its end: what it could have protected was left alone.
        case failed
        /// It was not asked, since nothing would have been deleted.
        case notNeeded
    }

    /// What policies call it.
    public var name: String
    /// Whether it could be read.
    public var status: Status
    /// How many images it knows to be in use, each once.
    public var images: Int
    /// Why it could not be read, for a person.
    public var reason: String?

    /// Creates a report.
    public init(name: String, status: Status, images: Int = 0, reason: String? = nil) {
        self.name = name
        self.status = status
        self.images = images
        self.reason = reason
    }
}
