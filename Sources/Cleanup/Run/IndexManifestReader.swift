import AWSClient
import ECRClient
import Essentials
import Formats
import ImageModel
import Retention

/// Reads what the indexes of a repository hold.
///
/// ECR takes the reading of a manifest for a pull. So it is done after all pull times were read, for indexes alone, and
/// only where something would be deleted or archived.
struct IndexManifestReader: Sendable {
    let registry: ECRClient
    let system: SystemContext

    /// The time, in seconds, within which ECR is taken to record a pull; how long it may take is not documented.
    static let recordingDelay = 60.0

    /// The time by AWS's clock, cut to the second, as ECR may record it.
    private var awsTime: Date {
        let time = system.now().timeIntervalSince1970 + (registry.observedClockOffset ?? 0)
        return Date(timeIntervalSince1970: time.rounded(.down))
    }

    /// Whether the manifest of an image is read: of what may be an index and is not archived, since ECR gives none then.
    static func reads(_ image: Image) -> Bool { image.mayBeIndex && image.status == .active }

    /// Reads the manifests of all indexes of an inventory that can be pulled, in batches of 100.
    ///
    /// One that went, or was archived, since it was listed leaves what it held as unknown as one that was archived then.
    ///
    /// - Parameter images: the inventory. Whatever is read is described once more just before, since reading a manifest
    ///   hides a pull by somebody else; the inventory has the newer facts then.
    /// - Throws: ``UnreadableIndex`` when a manifest is not given for another reason, or can't be understood; and
    ///   what the call throws.
    func manifests(of images: inout [Image], in repository: RepositoryName) async throws -> IndexManifests {
        let positions = images.indices.filter { Self.reads(images[$0]) }
        let read = positions.map { images[$0] }
        // What is not accepted, ECR says it does not have.
        let types = Set(read.compactMap(\.mediaType))
        let knownIndexes = Set(read.lazy.filter { $0.mediaType?.isIndex == true }.map(\.digest))
        var manifests = IndexManifests()
        var unknown: Set<ImageDigest> = []
        for batchPositions in positions.batches(of: ECRClient.maximumBatchSize) {
            var batch: [ImageDigest] = []
            let present = try await registry.presentImages(batchPositions.map { images[$0].digest }, in: repository)
            for position in batchPositions {
                let digest = images[position].digest
                if let image = present[digest] { images[position] = image }
                if present[digest].map(Self.reads) == true { batch.append(digest) } else { unknown.insert(digest) }
            }
            guard !batch.isEmpty else { continue }
            // Of each batch anew: somebody else's pull between two of them is none of this program's.
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

    /// Whether ECR gives no manifest because the image went, or is not active any more; nothing else may be meant.
    private func isUnavailable(_ failure: ImageFailure, in repository: RepositoryName) async throws -> Bool {
        guard failure.code == .imageInaccessible, let digest = failure.digest else {
            return failure.code == .imageNotFound
        }
        let images = try await registry.describeImages([digest], in: repository)
        return images.first { $0.digest == digest }.map { $0.status != .active } ?? false
    }
}

/// An index, or what may be one, of which it is not known what it holds.
struct UnreadableIndex: Error, CustomStringConvertible {
    /// Which one, and why.
    let description: String

    init(_ digest: ImageDigest?, _ reason: String) {
        description =
            "the manifest \(digest.map(\.description) ?? "of unknown digest") can't be read: \(reason)"
    }
}

extension Manifest {
    /// The digests that an index names; none where the manifest turns out to be an image.
    ///
    /// - Parameter isKnownIndex: whether the manifest's type says that it is an index. Otherwise it tells by what it has.
    /// - Throws: ``UnreadableIndex`` when the manifest is not what was asked for, or neither an index nor an image.
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
            // Of two members of one name, nobody knows which another program takes.
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
            // A digest of another algorithm than SHA-256 can be none of ECR's images.
            guard !entry.isOfOtherAlgorithm else { return nil }
            throw UnreadableIndex(digest, "it names \(entry.digest.excerpt()), which is no SHA-256 digest")
        }
    }
}

/// What of an index matters here.
private struct ImageIndex: Decodable {
    struct Entry: Decodable {
        let digest: String

        /// Whether the digest is well-formed, of an algorithm that ECR does not have: what only looks like one may be
        /// meant for an image after all.
        ///
        /// - SeeAlso: [OCI image specification: digests](https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests)
        var isOfOtherAlgorithm: Bool {
            let parts = digest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, parts[0] != "sha256" else { return false }
            return parts[0].utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789+._-".utf8.contains($0) }
                && parts[1].utf8.allSatisfy { byte in
                    "=_-0123456789".utf8.contains(byte)
                        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                }
        }
    }

    /// Something that says no more than that it is there.
    struct Present: Decodable {
        init(from decoder: any Decoder) {}
    }

    let manifests: [Entry]?
    // What an image has in its place: OCI's and Docker's, Docker's of before, and an artifact.
    let config, layers, fsLayers, blobs: Present?

    /// Whether it has what an image or an artifact has.
    var isImage: Bool { config != nil || layers != nil || fsLayers != nil || blobs != nil }
}
