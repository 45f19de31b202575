/// An ECS task definition's revision, or `count` similar families.
public struct TaskDefinitionEntry: Sendable, Hashable {
    /// The family, in which `{n}` stands for the number.
    public var family: String
    /// The revision.
    public var revision: Int
    /// `ACTIVE`, `INACTIVE` or `DELETE_IN_PROGRESS`.
    public var status: String
    /// The containers.
    public var containers: [ContainerEntry]
    /// The number of families.
    public var count: Int

    /// Creates an entry.
    public init(
        _ family: String, revision: Int = 1, status: String = "ACTIVE", containers: [ContainerEntry], count: Int = 1
    ) {
        self.family = family
        self.revision = revision
        self.status = status
        self.containers = containers
        self.count = count
    }
}

extension TaskDefinitionEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case family, revision, status, containers, count }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(String.self, forKey: .family),
            revision: try container.number(.revision, in: 1...Int(Int32.max)) ?? 1,
            status: try container.word(.status, of: ["ACTIVE", "INACTIVE", "DELETE_IN_PROGRESS"]) ?? "ACTIVE",
            containers: try container.decode([ContainerEntry].self, forKey: .containers),
            count: try container.count(.count))
    }
}

extension KeyedDecodingContainer {
    /// A word from a given set; `nil` if absent.
    func word(_ key: Key, of words: [String]) throws -> String? {
        guard let word = try decodeIfPresent(String.self, forKey: key) else { return nil }
        guard words.contains(word) else {
            throw error(key, "\(word) is none of \(words.joined(separator: ", "))")
        }
        return word
    }
}
