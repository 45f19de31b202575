import Essentials
import ImageModel

/// Makes an image from its entry, once its references are known.
struct ImageBuilder {
    private let entry: ImageEntry
    private let repository: String
    private let start: Date

    init(_ entry: ImageEntry, repository: String, start: Date) {
        self.entry = entry
        self.repository = repository
        self.start = start
    }

    /// Builds the image, with the entry's digest or its manifest's.
    func image(subject: ImageDigest?, children: [IndexManifest.Child]) -> StoredImage {
        let type = entry.mediaType ?? (children.isEmpty ? .imageManifest : .imageIndex)
        let mediaType = entry.hasMediaType ? type : nil
        let isIndex = type.isIndex || !children.isEmpty
        let layerSize = entry.layers.filter { !$0.isForeign }.reduce(0) { $0 + $1.sizeInBytes }
        let size = entry.sizeInBytes ?? children.map(\.sizeInBytes).max() ?? layerSize
        let seed = "\(repository) \(entry.name)"
        let source = ImageManifestSource(
            seed: seed, mediaType: mediaType, sizeInBytes: size, artifactMediaType: entry.artifactMediaType,
            subject: subject, layers: entry.layers)
        let manifest: Manifest =
            isIndex
            ? .text(IndexManifest.text(seed: seed, mediaType: mediaType, children: children)) : .derived(source)
        let facts = Image(
            digest: entry.digest ?? ImageDigest.of(manifest.text), tags: entry.tags, status: entry.status,
            pushedAt: entry.pushed.date(start: start), lastPulledAt: entry.pulled?.date(start: start),
            lastActivatedAt: entry.activated?.date(start: start), lastArchivedAt: entry.archived?.date(start: start),
            sizeInBytes: size, mediaType: mediaType, subject: subject)
        return StoredImage(
            facts: facts, artifactMediaType: isIndex ? entry.artifactMediaType : source.configMediaType,
            children: children.map(\.digest), manifest: manifest)
    }
}
