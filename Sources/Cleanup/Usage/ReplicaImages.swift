import AWSClient
import ECRClient
import Essentials
import ImageModel
import Retention

/// The copies of a repository's images in the registries that deletions go on to.
///
/// A copy has its own pull time. It may have tags that its source lacks, and may be younger.
struct ReplicaImages: Sendable {
    /// The delay of replication, in seconds, up to which a copy counts as old as its source.
    private static let longestReplication = 3600.0

    /// The facts about a copy that deletions depend on.
    private struct Copy: Hashable {
        let pulledAt: Date?
        let pushedAt: Date?
        let tags: [ImageTag]

        init(_ image: Image) {
            (pulledAt, pushedAt, tags) = (image.lastPulledAt, image.effectivePushTime, image.tags.sorted())
        }
    }

    private let repository: RepositoryName
    private let replicas: [(location: RegistryLocation, registry: ECRClient)]
    /// For each replica, its copies.
    private var known: [[ImageDigest: Copy]] = []
    /// The images whose copies would stay if they were judged by themselves, each with the difference in words.
    private(set) var differences: [ImageDigest: String] = [:]

    /// Reads the copies of images.
    ///
    /// - Parameter replicas: the replicas; those without a client are left out.
    /// - Throws: ``UnreadableUsage`` when a replica can't be read.
    init(
        of images: [Image], in repository: RepositoryName, from replicas: [Replica]
    ) async throws(UnreadableUsage) {
        self.repository = repository
        self.replicas = replicas.compactMap { replica in replica.registry.map { (replica.location, $0) } }
        let digests = images.map(\.digest)
        for (location, registry) in self.replicas {
            do {
                known.append(try await registry.presentImages(digests, in: repository).mapValues(Copy.init))
            } catch  where error.isRepositoryGone {
                known.append([:])
            } catch {
                throw UnreadableUsage(pullsFrom: location, error: error)
            }
        }
        for image in images { differences[image.digest] = difference(of: image) }
    }

    /// The latest pull of each image from any replica.
    var latestPulls: [ImageDigest: Date] {
        known.reduce(into: [:]) { latest, copies in
            for (digest, copy) in copies {
                if let time = copy.pulledAt { latest[digest] = max(latest[digest] ?? time, time) }
            }
        }
    }

    /// The images whose copies have changed since, each with a sentence.
    ///
    /// - Throws: ``UnreadableUsage`` when a replica can't be read.
    func changes(of images: [Image]) async throws(UnreadableUsage) -> [ImageDigest: String] {
        var changes: [ImageDigest: String] = [:]
        for (index, (location, registry)) in replicas.enumerated() {
            let digests = images.map(\.digest).filter { known[index].keys.contains($0) }
            guard !digests.isEmpty else { continue }
            do {
                for (digest, image) in try await registry.presentImages(digests, in: repository) {
                    guard let copy = known[index][digest], copy != Copy(image) else { continue }
                    let change = copy.pulledAt == image.lastPulledAt ? "changed" : "was pulled"
                    changes[digest] = "its replica in \(location.region) of \(location.registryID) \(change)"
                }
            } catch  where error.isRepositoryGone {
                continue
            } catch {
                throw UnreadableUsage(pullsFrom: location, error: error)
            }
        }
        return changes
    }

    /// How an image's copy differs from it, if that may keep the copy.
    private func difference(of image: Image) -> String? {
        for (index, replica) in replicas.enumerated() {
            guard let copy = known[index][image.digest] else { continue }
            let place = "\(replica.location.region) of \(replica.location.registryID)"
            if let tag = copy.tags.first(where: { !image.tags.contains($0) }) {
                return "has a copy in \(place) with the tag \(tag)"
            }
            if let copied = copy.pushedAt, let pushed = image.effectivePushTime,
                copied.timeIntervalSince(pushed) > Self.longestReplication
            {
                return "has a copy in \(place) that was pushed later"
            }
        }
        return nil
    }
}
