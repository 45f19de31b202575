/// A container of a task or of a definition: its name, its image, and what the service says of the image's digest.
public struct ContainerEntry: Sendable, Hashable {
    /// Which digest the service shows for a container.
    public enum Digest: Sendable, Hashable {
        /// The one in the image's text, or the one that its tag points to in the registry file.
        case ofReference
        /// None, as for a task that has not pulled yet.
        case unknown
        /// A digest, or that of an image of the same repository by its name: a platform's manifest, or an image that the
        /// tag has moved away from.
        case of(String)
    }

    /// The container's name.
    public var name: String
    /// The image's text, see `docs/SIMULATOR.md`.
    public var image: String
    /// The digest.
    public var digest: Digest

    /// Creates the description of a container.
    public init(_ name: String, image: String, digest: Digest = .ofReference) {
        self.name = name
        self.image = image
        self.digest = digest
    }

    /// The container of one of many tasks or definitions.
    func numbered(_ number: Int) -> ContainerEntry {
        var copy = self
        copy.image = image.numbered(number)
        if case .of(let name) = digest { copy.digest = .of(name.numbered(number)) }
        return copy
    }

    /// What the service says of the container.
    func reference(_ references: ImageReferences, _ path: String) throws -> ImageReference {
        try references.reference(image, digest: digest, path: path)
    }
}

extension ContainerEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case name, image, digest }

    /// Decodes the JSON form: an image's text alone, or an object; a key that does not exist is an error.
    public init(from decoder: any Decoder) throws {
        if let image = try? decoder.singleValueContainer().decode(String.self) {
            self.init("app", image: image)
            return
        }
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.decodeIfPresent(String.self, forKey: .name) ?? "app",
            image: try container.decode(String.self, forKey: .image),
            digest: try container.digest(.digest))
    }
}

extension KeyedDecodingContainer {
    /// Decodes a digest: `null` is none, and an absent one that of the image's text.
    func digest(_ key: Key) throws -> ContainerEntry.Digest {
        guard contains(key) else { return .ofReference }
        return try decodeIfPresent(String.self, forKey: key).map { .of($0) } ?? .unknown
    }

    /// Decodes how many alike something stands for.
    func count(_ key: Key) throws -> Int { try number(key, in: 0...1_000_000) ?? 1 }
}

extension String {
    /// The text of one of many: its number in the place of `{n}`.
    func numbered(_ number: Int) -> String { replacing("{n}", with: "\(number)") }

    /// The name of one of `count`: by `{n}`, or with the number at the end where there are more than one.
    func numbered(_ number: Int, of count: Int) -> String {
        count == 1 || contains("{n}") ? numbered(number) : "\(self)-\(number)"
    }
}
