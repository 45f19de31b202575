/// A Lambda function of a registry file, or `count` similar functions.
public struct FunctionEntry: Sendable, Hashable {
    /// A published version.
    public struct Version: Sendable, Hashable {
        /// The version's number.
        public var version: Int
        /// The version's image.
        public var image: String
        /// The digest that Lambda resolved for the image.
        public var digest: ContainerEntry.Digest

        /// Creates an entry.
        public init(_ version: Int, image: String, digest: ContainerEntry.Digest = .ofReference) {
            self.version = version
            self.image = image
            self.digest = digest
        }
    }

    /// An alias of one version, or of two versions with shared traffic.
    public struct Alias: Sendable, Hashable {
        /// The alias's name.
        public var name: String
        /// The alias's version: a number, or `$LATEST`.
        public var version: String
        /// Further versions, each with its share of the traffic.
        public var weights: [String: Double]

        /// Creates an entry.
        public init(_ name: String, version: String, weights: [String: Double] = [:]) {
            self.name = name
            self.version = version
            self.weights = weights
        }
    }

    /// The function's name, in which `{n}` stands for the number.
    public var name: String
    /// The image of `$LATEST`; `nil` for a function from a ZIP archive.
    public var image: String?
    /// The digest that Lambda resolved for the image.
    public var digest: ContainerEntry.Digest
    /// The published versions.
    public var versions: [Version]
    /// The aliases.
    public var aliases: [Alias]
    /// The number of functions.
    public var count: Int

    /// Creates an entry.
    public init(
        _ name: String, image: String? = nil, digest: ContainerEntry.Digest = .ofReference, versions: [Version] = [],
        aliases: [Alias] = [], count: Int = 1
    ) {
        self.name = name
        self.image = image
        self.digest = digest
        self.versions = versions
        self.aliases = aliases
        self.count = count
    }
}

extension FunctionEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case name, image, digest, versions, aliases, count }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(String.self, forKey: .name),
            image: try container.decodeIfPresent(String.self, forKey: .image),
            digest: try container.digest(.digest),
            versions: try container.decodeIfPresent([Version].self, forKey: .versions) ?? [],
            aliases: try container.decodeIfPresent([Alias].self, forKey: .aliases) ?? [],
            count: try container.count(.count))
    }
}

extension FunctionEntry.Version: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case version, image, digest }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.requiredNumber(.version, in: 1...Int(Int32.max)),
            image: try container.decode(String.self, forKey: .image), digest: try container.digest(.digest))
    }
}

extension FunctionEntry.Alias: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case name, version, weights }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(String.self, forKey: .name),
            version: try container.decode(String.self, forKey: .version),
            weights: try container.decodeIfPresent([String: Double].self, forKey: .weights) ?? [:])
    }
}
