/// The state of Amazon Inspector in a registry file.
public struct InspectorEntry: Sendable, Hashable {
    /// An image that Inspector covers, or `count` similar images.
    public struct Coverage: Sendable, Hashable {
        /// The image's text, with a digest or a name from the file.
        public var image: String
        /// The number of running pods and tasks with the image.
        ///
        /// Inspector counts them.
        public var inUseCount: Int?
        /// The time at which the image was last seen in use.
        public var lastInUse: SimulatedTime?
        /// `ACTIVE` or `INACTIVE`.
        public var scanStatus: String
        /// The number of images.
        public var count: Int

        /// Creates an entry.
        public init(
            _ image: String, inUseCount: Int? = nil, lastInUse: SimulatedTime? = nil, scanStatus: String = "ACTIVE",
            count: Int = 1
        ) {
            self.image = image
            self.inUseCount = inUseCount
            self.lastInUse = lastInUse
            self.scanStatus = scanStatus
            self.count = count
        }
    }

    /// Inspector's status for ECR: `ENABLED`, `DISABLED`, or a status between them.
    public var status: String
    /// The covered images.
    ///
    /// They are listed only if Inspector is enabled.
    public var coverage: [Coverage]

    /// Creates an entry.
    public init(status: String = "DISABLED", coverage: [Coverage] = []) {
        self.status = status
        self.coverage = coverage
    }
}

extension InspectorEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case ecrStatus, coverage }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        let statuses = ["ENABLING", "ENABLED", "DISABLING", "DISABLED", "SUSPENDING", "SUSPENDED"]
        self.init(
            status: try container.word(.ecrStatus, of: statuses) ?? "ENABLED",
            coverage: try container.decodeIfPresent([Coverage].self, forKey: .coverage) ?? [])
    }
}

extension InspectorEntry.Coverage: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case image, inUseCount, lastInUseDaysAgo, lastInUseAt, scanStatus, count
    }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(String.self, forKey: .image),
            inUseCount: try container.number(.inUseCount, in: 0...Int(Int32.max)),
            lastInUse: try container.time(daysAgo: .lastInUseDaysAgo, at: .lastInUseAt),
            scanStatus: try container.word(.scanStatus, of: ["ACTIVE", "INACTIVE"]) ?? "ACTIVE",
            count: try container.count(.count))
    }
}
