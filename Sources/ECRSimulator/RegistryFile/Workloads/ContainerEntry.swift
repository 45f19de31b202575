/// A container of a task or definition: name, image and reported digest.
public struct ContainerEntry: Sendable, Hashable {
    /// The digest that the service reports for a container.
    public enum Digest: Sendable, Hashable {
        /// The digest in the text, or of its tag in the file.
        case ofReference
        /// No digest, as for a task that has not pulled yet.
        case unknown
        /// A digest, or the name of another image in the repository.
        ///
        /// Examples are a platform's manifest, or an image that the tag pointed to before.
        case of(String)
    }

    /// The container's name.
    public var name: String
    /// The image's text, as `docs/SIMULATOR-FILE.md` describes it.
    public var image: String
    /// The digest.
    public var digest: Digest

    /// Creates an entry.
    public init(_ name: String, image: String, digest: Digest = .ofReference) {
        self.name = name
        self.image = image
        self.digest = digest
    }

    /// The container for one of several similar tasks or definitions.
    func numbered(_ number: Int) -> ContainerEntry {
        var copy = self
        copy.image = image.numbered(number)
        if case .of(let name) = digest { copy.digest = .of(name.numbered(number)) }
        return copy
    }

    /// The image reference that the service reports for the container.
    func reference(_ references: ImageReferences, _ path: String) throws -> ImageReference {
        try references.reference(image, digest: digest, path: path)
    }
}

extension ContainerEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case name, image, digest }

    /// Decodes an image's text, or an object without unknown keys.
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
    /// Decodes a digest: `null` for none; absent for the image text's digest.
    func digest(_ key: Key) throws -> ContainerEntry.Digest {
        guard contains(key) else { return .ofReference }
        return try decodeIfPresent(String.self, forKey: key).map { .of($0) } ?? .unknown
    }

    /// Decodes the number of similar items.
    func count(_ key: Key) throws -> Int { try number(key, in: 0...1_000_000) ?? 1 }
}

extension String {
    /// The text with a number in place of `{n}`.
    func numbered(_ number: Int) -> String { replacing("{n}", with: "\(number)") }

    /// The name of one of several items.
    ///
    /// The number replaces `{n}`, or else stands at the end.
    func numbered(_ number: Int, of count: Int) -> String {
        count == 1 || contains("{n}") ? numbered(number) : "\(self)-\(number)"
    }
}
