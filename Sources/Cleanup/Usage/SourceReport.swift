/// The result of asking one source of usage.
public struct SourceReport: Sendable, Hashable {
    /// The status of a source.
    public enum Status: String, Sendable, Hashable {
        /// The source was read completely.
        case ok
        /// The source was not read completely; affected repositories were left untouched.
        case failed
        /// The source was not asked, since nothing would have been deleted.
        case notNeeded

        /// The status of two readings together.
        public static func worse(_ one: Status, _ other: Status) -> Status {
            let both = [one, other]
            return both.contains(.failed) ? .failed : both.contains(.ok) ? .ok : .notNeeded
        }
    }

    /// The source's name in policies.
    public var name: String
    /// The status of the source.
    public var status: Status
    /// The number of images in use, each counted once.
    public var images: Int
    /// The reason that the source could not be read.
    public var reason: String?

    /// Creates a report.
    public init(name: String, status: Status, images: Int = 0, reason: String? = nil) {
        self.name = name
        self.status = status
        self.images = images
        self.reason = reason
    }
}
