/// What Amazon Inspector says, of a registry file.
public struct InspectorEntry: Sendable, Hashable {
    /// An image that Inspector covers, or as many alike as `count` says.
    public struct Coverage: Sendable, Hashable {
        /// The image's text, with a digest or a name of the file.
        public var image: String
        /// How many running pods and tasks use it, as Inspector counts them.
        public var inUseCount: Int?
        /// When it was last seen in use.
        public var lastInUse: SimulatedTime?
        /// `ACTIVE` or `INACTIVE`.
        public var scanStatus: String
        /// How many there are of it.
        public var count: Int

        /// Creates the description of a covered image.
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

    /// Whether Inspector is enabled for ECR: `ENABLED`, `DISABLED`, or a status between them.
    public var status: String
    /// The images that it covers.
    ///
    /// Where it is not enabled they are not listed.
    public var coverage: [Coverage]

    /// Creates the description of what Inspector says.
    public init(status: String = "DISABLED", coverage: [Coverage] = []) {
        self.status = status
        self.coverage = coverage
    }
}

extension InspectorEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case ecrStatus, coverage }

    /// Decodes the JSON form; a key that does not exist is an error.
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

    /// Decodes the JSON form; a key that does not exist is an error.
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
