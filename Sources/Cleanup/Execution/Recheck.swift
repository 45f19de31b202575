import AWSClient
import ECRClient
import ImageModel
import Synchronization

/// Reads images again by their digests, just before something is done to them.
///
/// The batches of a repository share it, so that each knows what another found gone.
final class Recheck: Sendable {
    /// What was seen.
    struct Observation: Sendable {
        /// The images that are there, as they are now.
        var present: [ImageDigest: Image] = [:]
        /// Those that are there no more.
        var gone: Set<ImageDigest> = []
        /// What has come into use since the plan was made, and what uses it.
        var uses: [ImageDigest: String] = [:]
        /// What it means for the others that they could not be read.
        var failure: ImageOutcome?
    }

    /// How often images are read again because one of them is gone, before they are left.
    private static let maximumReadings = 4

    private let repository: RepositoryName
    private let registry: ECRClient
    private let stopConditions: StopConditions
    private let gone = Mutex<Set<ImageDigest>>([])

    init(at repository: RepositoryName, in registry: ECRClient, stopConditions: StopConditions) {
        self.repository = repository
        self.registry = registry
        self.stopConditions = stopConditions
    }

    /// Reads images.
    ///
    /// A call about a hundred of them fails as a whole when one is gone, and does not say which. Then it is found out
    /// what is gone, that left out, and the rest read once more.
    ///
    /// - Parameter digests: the images; families that share what they hold may name one more than once.
    func observation(of digests: [ImageDigest]) async -> Observation {
        var named: Set<ImageDigest> = []
        let digests = digests.filter { named.insert($0).inserted }
        var observation = Observation()
        for _ in 0..<Self.maximumReadings {
            let known = gone.withLock { $0 }
            observation.gone = known.intersection(digests)
            do {
                let images = try await registry.describeImages(digests.filter { !known.contains($0) }, in: repository)
                for image in images { observation.present[image.digest] = image }
                return observation
            } catch let error as AWSError where error.code == "ImageNotFoundException" {
                if let skip = stopConditions.skip(of: .findingOut) {
                    observation.failure = .skipped(skip)
                    return observation
                }
                do {
                    let found = try await absent(among: digests)
                    gone.withLock { $0.formUnion(found) }
                } catch {
                    observation.failure = .skipped(stopConditions.skip(afterReading: error, while: .findingOut))
                    return observation
                }
            } catch {
                observation.failure = .skipped(stopConditions.skip(afterReading: error, while: .reading))
                return observation
            }
        }
        observation.gone = gone.withLock { $0.intersection(digests) }
        observation.failure = .skipped(.unverified("others are deleting in this repository, too"))
        return observation
    }

    /// Finds out which of some images are there no more.
    ///
    /// The repository is listed, which shows it of all at once and is no pull. A listing may miss an image, though, and
    /// what refers to an image must not go because of that: so those that it lacks are asked for.
    func absent(among digests: [ImageDigest]) async throws -> Set<ImageDigest> {
        let listed = try await registry.listedImages(among: digests, in: repository)
        return try await registry.missingImages(digests.filter { listed[$0] == nil }, in: repository)
    }
}
