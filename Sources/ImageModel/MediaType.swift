import Essentials

/// The media type of a manifest or artifact.
///
/// - SeeAlso: [OCI image specification: media types](https://github.com/opencontainers/image-spec/blob/main/media-types.md)
public struct MediaType: Sendable, Hashable, CustomStringConvertible {
    // Every image has a type: the known names need no storage of their own.
    private enum Name: Sendable, Hashable {
        case imageIndex
        case dockerManifestList
        case imageManifest
        case dockerManifest
        indirect case other(String)
    }

    private let name: Name

    /// Creates a media type from its text.
    public init(_ text: String) {
        name =
            switch text {
            case "application/vnd.oci.image.manifest.v1+json": .imageManifest
            case "application/vnd.docker.distribution.manifest.v2+json": .dockerManifest
            case "application/vnd.oci.image.index.v1+json": .imageIndex
            case "application/vnd.docker.distribution.manifest.list.v2+json": .dockerManifestList
            default: .other(text)
            }
    }

    private init(_ name: Name) { self.name = name }

    /// The type's text.
    public var description: String {
        switch name {
        case .imageIndex: "application/vnd.oci.image.index.v1+json"
        case .dockerManifestList: "application/vnd.docker.distribution.manifest.list.v2+json"
        case .imageManifest: "application/vnd.oci.image.manifest.v1+json"
        case .dockerManifest: "application/vnd.docker.distribution.manifest.v2+json"
        case .other(let text): text
        }
    }

    /// An OCI image index: a list of manifests.
    ///
    /// Most indexes have one manifest for each platform.
    public static var imageIndex: MediaType { MediaType(Name.imageIndex) }
    /// Docker's older form of an image index.
    public static var dockerManifestList: MediaType { MediaType(Name.dockerManifestList) }
    /// An OCI image manifest.
    public static var imageManifest: MediaType { MediaType(Name.imageManifest) }
    /// Docker's older form of an image manifest.
    public static var dockerManifest: MediaType { MediaType(Name.dockerManifest) }

    /// The kinds of manifests.
    public enum ManifestKind: Sendable, Hashable {
        /// A list of other manifests.
        case index
        /// An image or artifact, which holds layers and no manifests.
        case image
        /// An unknown type, which may be either.
        case unknown
    }

    /// The kind of this type's manifests.
    ///
    /// Case and parameters don't matter.
    public var manifestKind: ManifestKind {
        switch name {
        case .imageIndex, .dockerManifestList: return .index
        case .imageManifest, .dockerManifest: return .image
        case .other(let text):
            let essence = Self.essence(of: text)
            if Self.otherImageTypes.contains(essence) { return .image }
            let known = MediaType(essence)
            if case .other = known.name { return .unknown }
            return known.manifestKind
        }
    }

    /// Whether manifests of this type hold other manifests.
    public var isIndex: Bool { manifestKind == .index }

    /// Other types of manifests, which hold no manifests.
    ///
    /// They are older than OCI's types or parallel to them.
    private static let otherImageTypes: Set = [
        "application/vnd.docker.distribution.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v1+prettyjws",
        "application/vnd.oci.artifact.manifest.v1+json",
    ]

    /// The type in lower case, without parameters.
    ///
    /// - SeeAlso: [RFC 9110, section 8.3.1](https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1)
    private static func essence(of text: String) -> String {
        let bytes = text.utf8.prefix { $0 != UInt8(ascii: ";") }
            .filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
            .map { $0.isASCIIUppercase ? $0 | 0x20 : $0 }
        return String(decoding: bytes, as: UTF8.self)
    }
}
