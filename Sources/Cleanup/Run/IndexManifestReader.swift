import AWSClient
import ECRClient
import Essentials
import Formats
import ImageModel
import Retention

/// Reads the manifests of a repository's indexes.
///
/// ECR takes the reading of a manifest for a pull. So manifests are read after all pull times, for indexes alone, and
/// only if something would be deleted or archived.
struct IndexManifestReader: Sendable {
    let registry: ECRClient
    let system: SystemContext
    /// Gets the layers of what turns out to be an image, so that its manifest is read once.
    var blobs: BlobCollector?

    /// The assumed time within which ECR records a pull, in seconds.
    ///
    /// The true time is not documented.
    static let recordingDelay = 60.0

    /// The time by AWS's clock, rounded down to the second.
    ///
    /// ECR may record pulls so.
    private var awsTime: Date {
        let time = system.now().timeIntervalSince1970 + (registry.observedClockOffset ?? 0)
        return Date(timeIntervalSince1970: time.rounded(.down))
    }

    /// Whether the manifest of an image is read.
    ///
    /// It is read if the image may be an index and is active. For an archived image, ECR gives no manifest.
    static func reads(_ image: Image) -> Bool { image.mayBeIndex && image.status == .active }

    /// Reads the manifests of an inventory's active indexes, in batches of 100.
    ///
    /// If an index was deleted or archived since it was listed, its contents are unknown.
    ///
    /// - Parameter images: the inventory, which gets newer facts. Each image is described again just before its
    ///   manifest is read, since the reading hides a pull by somebody else.
    /// - Throws: ``UnreadableIndex`` when a manifest is not given for another reason, or can't be understood. Also
    ///   errors of the calls.
    func manifests(of images: inout [Image], in repository: RepositoryName) async throws -> IndexManifests {
        let positions = images.indices.filter { Self.reads(images[$0]) }
        let read = positions.map { images[$0] }
        // ECR reports a manifest of a type that is not accepted as missing.
        let types = Set(read.compactMap(\.mediaType))
        let knownIndexes = Set(read.lazy.filter { $0.mediaType?.isIndex == true }.map(\.digest))
        var manifests = IndexManifests()
        var unknown: Set<ImageDigest> = []
        for batchPositions in positions.batches(of: ECRClient.maximumBatchSize) {
            let batch = try await refresh(&images, at: batchPositions, in: repository, unknown: &unknown)
            guard !batch.isEmpty else { continue }
            // The time is taken for each batch: a pull by somebody else between two batches must not count as this
            // program's.
            let askedAt = awsTime
            let (answers, failures) = try await registry.batchGetImage(batch, in: repository, accepting: types)
            let readAt = askedAt...max(askedAt, awsTime.addingTimeInterval(Self.recordingDelay))
            for manifest in answers {
                guard batch.contains(manifest.digest) else {
                    throw UnreadableIndex(manifest.digest, "the registry gave it without being asked for it")
                }
                manifests.byIndex[manifest.digest] = try manifest.manifestDigests(
                    isKnownIndex: knownIndexes.contains(manifest.digest))
                manifests.readAt[manifest.digest] = readAt
            }
            keepLayers(of: answers.filter { !knownIndexes.contains($0.digest) }, at: batchPositions, in: images)
            for failure in failures {
                guard let digest = failure.digest, try await isUnavailable(failure, in: repository) else {
                    throw UnreadableIndex(failure.digest, "\(failure.code): \(failure.reason)")
                }
                unknown.insert(digest)
            }
        }
        if let missing = read.first(where: { manifests.byIndex[$0.digest] == nil && !unknown.contains($0.digest) }) {
            throw UnreadableIndex(missing.digest, "the registry gave no answer about it")
        }
        return manifests
    }

    /// Keeps the layers of what may be images, if somebody counts them.
    private func keepLayers(of manifests: [Manifest], at positions: some Sequence<Int>, in images: [Image]) {
        guard let blobs, !manifests.isEmpty else { return }
        let byDigest = Dictionary(manifests.map { ($0.digest, $0) }) { first, _ in first }
        for position in positions { byDigest[images[position].digest].map { blobs.add($0, at: position) } }
    }

    /// Describes images of an inventory again.
    ///
    /// - Parameter unknown: gets the images that are gone or inactive.
    /// - Returns: the images whose manifests can be read.
    private func refresh(
        _ images: inout [Image], at positions: some Sequence<Int>, in repository: RepositoryName,
        unknown: inout Set<ImageDigest>
    ) async throws -> [ImageDigest] {
        var readable: [ImageDigest] = []
        let present = try await registry.presentImages(positions.map { images[$0].digest }, in: repository)
        for position in positions {
            let digest = images[position].digest
            if let image = present[digest] { images[position] = image }
            if present[digest].map(Self.reads) == true { readable.append(digest) } else { unknown.insert(digest) }
        }
        return readable
    }

    /// Whether ECR gives no manifest because the image is gone or inactive.
    ///
    /// Every other reason is an error.
    private func isUnavailable(_ failure: ImageFailure, in repository: RepositoryName) async throws -> Bool {
        guard failure.code == .imageInaccessible, let digest = failure.digest else {
            return failure.code == .imageNotFound
        }
        let images = try await registry.describeImages([digest], in: repository)
        return images.first { $0.digest == digest }.map { $0.status != .active } ?? false
    }
}

/// An error about an index whose contents can't be read.
///
/// The image may also only look like an index.
struct UnreadableIndex: Error, CustomStringConvertible {
    /// The index and the reason.
    let description: String

    init(_ digest: ImageDigest?, _ reason: String) {
        description =
            "the manifest \(digest.map(\.description) ?? "of unknown digest") can't be read: \(reason)"
    }
}

extension Manifest {
    /// The digests that an index names; none if it is an image.
    ///
    /// - Parameter isKnownIndex: whether the manifest's type says that it is an index. Otherwise its members tell.
    /// - Throws: ``UnreadableIndex`` when the manifest is not the requested one, or is neither an index nor an image.
    /// - SeeAlso: [OCI image index](https://github.com/opencontainers/image-spec/blob/main/image-index.md)
    fileprivate func manifestDigests(isKnownIndex: Bool) throws -> [ImageDigest] {
        let matchesDigest: Bool
        do {
            matchesDigest = try self.matchesDigest
        } catch {
            throw UnreadableIndex(digest, "\(error)")
        }
        guard matchesDigest else { throw UnreadableIndex(digest, "what the registry gave has another digest") }
        let index: ImageIndex
        do {
            // If a name occurs twice, other programs may take either value.
            _ = try JSONValue(parsing: text.utf8)
            index = try JSONDecoder().decode(ImageIndex.self, from: Data(text.utf8))
        } catch {
            throw UnreadableIndex(digest, "it is not an image index: \(error)")
        }
        guard let manifests = index.manifests else {
            if !isKnownIndex, index.isImage { return [] }
            throw UnreadableIndex(digest, "it is not an image index: it has no manifests")
        }
        return try manifests.compactMap { entry in
            if let held = ImageDigest(entry.digest) { return held }
            // A digest of another algorithm than SHA-256 can't be that of an image in ECR.
            guard !entry.isOfOtherAlgorithm else { return nil }
            throw UnreadableIndex(digest, "it names \(entry.digest.excerpt()), which is no SHA-256 digest")
        }
    }
}

/// The parts of an image index that are needed.
private struct ImageIndex: Decodable {
    struct Entry: Decodable {
        let digest: String

        /// Whether the digest is well-formed and of another algorithm than SHA-256.
        ///
        /// ECR has no such digests. A malformed digest may still be meant for an image.
        ///
        /// - SeeAlso: [OCI image specification: digests](https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests)
        var isOfOtherAlgorithm: Bool {
            let parts = digest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, parts[0] != "sha256" else { return false }
            return parts[0].utf8.allSatisfy { $0.isASCIILowercaseOrDigit || "+._-".utf8.contains($0) }
                && parts[1].utf8.allSatisfy { byte in
                    byte.isASCIILetterOrDigit || "=_-".utf8.contains(byte)
                }
        }
    }

    /// A member that is only checked for its presence.
    struct Present: Decodable {
        init(from decoder: any Decoder) {}
    }

    let manifests: [Entry]?
    // The members of an image instead: OCI's and Docker's, Docker's older ones, and an artifact's.
    let config, layers, fsLayers, blobs: Present?

    /// Whether the manifest has the members of an image or an artifact.
    var isImage: Bool { config != nil || layers != nil || fsLayers != nil || blobs != nil }
}
