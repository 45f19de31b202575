import AWSClient
import ECRClient
import Essentials
import ImageModel
import Synchronization

/// Reads images again by digest, just before they are acted on.
///
/// A repository's batches share a recheck, so that each knows which images others found missing.
final class Recheck: Sendable {
    /// The result of reading images again.
    struct Observation: Sendable {
        /// The images that still exist, as they are now.
        var present: [ImageDigest: Image] = [:]
        /// The images that no longer exist.
        var gone: Set<ImageDigest> = []
        /// The images that came into use since the plan, each explained.
        var uses: [ImageDigest: String] = [:]
        /// The outcome of the other images if they could not be read.
        var failure: ImageOutcome?
        /// The time of the images' data; `nil` if no image was read.
        var readAt: Date?
    }

    /// The maximum number of readings while others delete images.
    private static let maximumReadings = 4

    private let repository: RepositoryName
    private let registry: ECRClient
    private let stopConditions: StopConditions
    private let system: SystemContext
    /// The types of the plan's images; `nil` if an image has none.
    private let mediaTypes: Set<MediaType>?
    private let gone = Mutex<Set<ImageDigest>>([])

    /// - Parameter images: the images of the plan.
    init(
        of images: [Image], at repository: RepositoryName, in registry: ECRClient, stopConditions: StopConditions,
        system: SystemContext
    ) {
        self.system = system
        self.repository = repository
        self.registry = registry
        self.stopConditions = stopConditions
        let types = images.reduce(into: Set<MediaType?>()) { $0.insert($1.mediaType) }
        mediaTypes = types.contains(nil) ? nil : Set(types.compactMap(\.self))
    }

    /// Reads images again.
    ///
    /// A call about a hundred images fails as a whole when one of them is missing, and does not say which. The missing
    /// images are then determined and left out, and the others are read again.
    ///
    /// - Parameter digests: the images. A digest may occur more than once, since families may share images.
    func observation(of digests: [ImageDigest]) async -> Observation {
        let digests = digests.unique()
        var observation = Observation()
        for _ in 0..<Self.maximumReadings {
            let known = gone.withLock { $0 }
            observation.gone = known.intersection(digests)
            do {
                let wanted = digests.filter { !known.contains($0) }
                let times = SendingTimes()
                let images = try await times.recording(registry, now: system.now)
                    .describeImages(wanted, in: repository)
                for image in images { observation.present[image.digest] = image }
                // Earlier attempts at a single call gave no data.
                observation.readAt = wanted.count > ECRClient.maximumBatchSize ? times.first : times.last
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

    /// Finds the images that no longer exist.
    ///
    /// A listing shows all images at once and is no pull. But it may miss an image, and a referrer must not be deleted
    /// because of that. So ECR is asked by digest for the images that the listing lacks.
    ///
    /// - Throws: errors of the calls.
    func absent(among digests: [ImageDigest]) async throws -> Set<ImageDigest> {
        let listed = try await registry.listedImages(among: digests, in: repository)
        return try await registry.missingImages(
            digests.filter { listed[$0] == nil }, ofTypes: mediaTypes, in: repository)
    }
}
