import ImageModel

/// A stored image: its attributes, its manifest, and its prepared `ImageDetail`.
struct StoredImage: Sendable {
    /// The attributes that the registry reports.
    var facts: Image
    /// The type of an artifact other than a container image.
    var artifactMediaType: String?
    /// The manifests of an index.
    var children: [ImageDigest] = []
    /// The manifest for `BatchGetImage`.
    var manifest: Manifest
    /// The `ImageDetail` as JSON, written again after each change.
    var rendered: [UInt8] = []
}

/// A reference to an image.
///
/// It makes pages of a thousand images cheap to copy.
final class SharedImage: Sendable {
    let value: StoredImage

    init(_ value: StoredImage) { self.value = value }
}

/// A manifest's text, or the data to write it.
enum Manifest: Sendable {
    /// A pushed manifest, or an index.
    case text(String)
    /// An image manifest that is written on demand.
    ///
    /// Stored texts of many images would need much memory.
    case derived(ImageManifestSource)

    var text: String {
        switch self {
        case .text(let text): text
        case .derived(let source): source.text
        }
    }
}
