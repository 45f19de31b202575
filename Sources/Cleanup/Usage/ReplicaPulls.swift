import AWSClient
import ECRClient
import Essentials
import ImageModel

/// When the replicas of a repository's images were pulled.
///
/// A pull from a replica does not show in the source's pull time.
struct ReplicaPulls: Sendable {
    private let repository: RepositoryName
    private let replicas: [(location: RegistryLocation, registry: ECRClient)]
    /// What each replica has, and when it was pulled there; in the order of the replicas.
    private var known: [[ImageDigest: Date?]] = []

    /// Reads when images were pulled from the replicas.
    ///
    /// - Parameter replicas: those whose registries are known; another is left out.
    /// - Throws: ``UnreadableUsage`` where a replica can't be read.
    init(
        of images: [Image], in repository: RepositoryName, from replicas: [Replica]
    ) async throws(UnreadableUsage) {
        self.repository = repository
        self.replicas = replicas.compactMap { replica in replica.registry.map { (replica.location, $0) } }
        let digests = images.map(\.digest)
        for (location, registry) in self.replicas {
            do {
                known.append(try await registry.listedImages(among: digests, in: repository).mapValues(\.lastPulledAt))
            } catch  where error.isRepositoryGone {
                known.append([:])
            } catch {
                throw UnreadableUsage(pullsFrom: location, error: error)
            }
        }
    }

    /// The latest pull of each image from a replica, where there was one.
    var latest: [ImageDigest: Date] {
        known.reduce(into: [:]) { latest, times in
            for (digest, time) in times {
                if let time { latest[digest] = max(latest[digest] ?? time, time) }
            }
        }
    }

    /// What changed since: the images that were pulled from a replica, each with a sentence.
    ///
    /// - Throws: ``UnreadableUsage`` where a replica can't be read.
    func changes(of images: [Image]) async throws(UnreadableUsage) -> [ImageDigest: String] {
        var changes: [ImageDigest: String] = [:]
        for (index, (location, registry)) in replicas.enumerated() {
            let digests = images.map(\.digest).filter { known[index].keys.contains($0) }
            guard !digests.isEmpty else { continue }
            do {
                for (digest, image) in try await registry.presentImages(digests, in: repository)
                where image.lastPulledAt != known[index][digest] {
                    changes[digest] = "its replica in \(location.region) of \(location.registryID) was pulled"
                }
            } catch  where error.isRepositoryGone {
                continue
            } catch {
                throw UnreadableUsage(pullsFrom: location, error: error)
            }
        }
        return changes
    }
}
