import ImageModel

/// An image as the registry keeps it: its facts, its manifest, and its `ImageDetail`, ready to be sent.
struct StoredImage: Sendable {
    /// What the registry says of it.
    var facts: Image
    /// The type of an artifact that is not a container image.
    var artifactMediaType: String?
    /// The manifests that it holds, if it is an index.
    var children: [ImageDigest] = []
    /// What `BatchGetImage` gives.
    var manifest: Manifest
    /// Its `ImageDetail` as JSON; written anew whenever the facts change.
    var rendered: [UInt8] = []
}

/// An image that listings hand around: a page of a thousand counts a thousand references, and not those of each member.
final class SharedImage: Sendable {
    let value: StoredImage

    init(_ value: StoredImage) { self.value = value }
}

/// The text of a manifest, or what it is made from.
enum Manifest: Sendable {
    /// A manifest that was pushed, or an index.
    case text(String)
    /// An image manifest that is written when it is asked for, so that a hundred thousand of them take no space.
    case derived(ImageManifestSource)

    var text: String {
        switch self {
        case .text(let text): text
        case .derived(let source): source.text
        }
    }
}
