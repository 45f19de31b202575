/// The media type of a manifest or artifact.
///
/// - SeeAlso: [OCI image specification: media types](https://github.com/opencontainers/image-spec/blob/main/media-types.md)
public struct MediaType: Sendable, Hashable, CustomStringConvertible {
    // Every image has one: those that are known take no room of their own.
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

    /// An OCI image index: a list of manifests, mostly one for each platform.
    public static var imageIndex: MediaType { MediaType(Name.imageIndex) }
    /// Docker's older form of an image index.
    public static var dockerManifestList: MediaType { MediaType(Name.dockerManifestList) }
    /// An OCI image manifest.
    public static var imageManifest: MediaType { MediaType(Name.imageManifest) }
    /// Docker's older form of an image manifest.
    public static var dockerManifest: MediaType { MediaType(Name.dockerManifest) }

    /// Whether manifests of this type hold other manifests.
    public var isIndex: Bool { self == .imageIndex || self == .dockerManifestList }
}
