/// The media type of a manifest or artifact.
///
/// - SeeAlso: [OCI image specification: media types](https://github.com/opencontainers/image-spec/blob/main/media-types.md)
public struct MediaType: Sendable, Hashable, CustomStringConvertible {
    /// The type's text.
    public let description: String

    /// Creates a media type from its text.
    public init(_ text: String) { description = text }

    /// An OCI image index: a list of manifests, mostly one for each platform.
    public static let imageIndex = MediaType("application/vnd.oci.image.index.v1+json")
    /// Docker's older form of an image index.
    public static let dockerManifestList = MediaType("application/vnd.docker.distribution.manifest.list.v2+json")
    /// An OCI image manifest.
    public static let imageManifest = MediaType("application/vnd.oci.image.manifest.v1+json")
    /// Docker's older form of an image manifest.
    public static let dockerManifest = MediaType("application/vnd.docker.distribution.manifest.v2+json")

    /// Whether manifests of this type hold other manifests.
    public var isIndex: Bool { self == .imageIndex || self == .dockerManifestList }
}
