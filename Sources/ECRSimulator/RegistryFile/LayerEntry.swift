/// A layer of a registry file, which several images may have.
public struct LayerEntry: Sendable, Hashable {
    /// The name by which the layer is the same in several images.
    public var name: String
    /// The size in bytes.
    public var sizeInBytes: Int64
    /// The layer's type; by default that of the image's other layers.
    public var mediaType: String?

    /// Creates an entry.
    public init(_ name: String, sizeInBytes: Int64, mediaType: String? = nil) {
        (self.name, self.sizeInBytes, self.mediaType) = (name, sizeInBytes, mediaType)
    }

    /// Whether clients fetch the layer from elsewhere, so that the registry does not store it.
    var isForeign: Bool {
        mediaType.map { $0.contains(".rootfs.foreign.") || $0.contains(".nondistributable.") } ?? false
    }
}

extension LayerEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case name, sizeInBytes, mediaType }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(String.self, forKey: .name),
            sizeInBytes: try container.requiredNumber(.sizeInBytes, in: 0...1 << 50),
            mediaType: try container.decodeIfPresent(String.self, forKey: .mediaType))
    }
}
