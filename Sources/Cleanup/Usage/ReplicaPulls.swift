import AWSClient
import ECRClient
import Essentials
import ImageModel

/// The times when replicas of a repository's images were pulled.
///
/// A pull from a replica does not show in the source's pull time.
struct ReplicaPulls: Sendable {
    private let repository: RepositoryName
    private let replicas: [(location: RegistryLocation, registry: ECRClient)]
    /// For each replica, its images and their pull times.
    private var known: [[ImageDigest: Date?]] = []

    /// Reads the pull times of images from the replicas.
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
                known.append(try await registry.listedImages(among: digests, in: repository).mapValues(\.lastPulledAt))
            } catch  where error.isRepositoryGone {
                known.append([:])
            } catch {
                throw UnreadableUsage(pullsFrom: location, error: error)
            }
        }
    }

    /// The latest pull of each image from any replica.
    var latest: [ImageDigest: Date] {
        known.reduce(into: [:]) { latest, times in
            for (digest, time) in times {
                if let time { latest[digest] = max(latest[digest] ?? time, time) }
            }
        }
    }

    /// The images pulled from a replica since, each with a sentence.
    ///
    /// - Throws: ``UnreadableUsage`` when a replica can't be read.
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
