import AWSClient
import ECRClient
import Essentials
import ImageModel
import Retention

/// Reads the newest images again before decisions based on them.
///
/// If one of the newest was deleted or no longer counts, the images selected because of it are left for the next run. A
/// repository's batches share one reading for 30 seconds.
actor NewestRecheck {
    /// The maximum number of images to read by digest.
    ///
    /// More images are read by a listing.
    private static let maximumDigests = 1000

    private let assessment: Assessment
    private let repository: RepositoryName
    private let registry: ECRClient
    private let recheck: Recheck
    private let newIndexes: NewIndexCheck
    private let stopConditions: StopConditions
    private let system: SystemContext
    /// The outcomes so far.
    private let outcomes: ImageOutcomes
    /// The outcome of dependent images if the newest could not be read.
    ///
    /// It is `nil` if the newest images were read.
    private let failure: ExpiringValue<ImageOutcome?>
    /// The reasons why decisions no longer hold, by index in `newestKept`.
    private var changes: [Int: String] = [:]

    init(
        _ assessment: Assessment, at repository: RepositoryName, in registry: ECRClient, recheck: Recheck,
        newIndexes: NewIndexCheck, stopConditions: StopConditions, system: SystemContext, outcomes: ImageOutcomes
    ) {
        self.assessment = assessment
        self.repository = repository
        self.registry = registry
        self.recheck = recheck
        self.newIndexes = newIndexes
        self.stopConditions = stopConditions
        self.system = system
        self.outcomes = outcomes
        failure = ExpiringValue(system: system)
    }

    /// Checks the newest images that decisions about images depend on.
    ///
    /// - Parameters:
    ///   - positions: the images' positions in the inventory.
    ///   - isRetry: whether a call is tried again. The call may have waited, so only a reading of the last second is used.
    /// - Returns: an outcome for each image that must stay.
    func outcomes(of positions: [Int], isRetry: Bool) async -> [Int: ImageOutcome] {
        let bases = assessment.newestKept
        let resting = positions.filter { position in
            bases.contains { $0.supports(assessment.decisions[position]) }
        }
        guard !resting.isEmpty else { return [:] }
        let maximumAge = isRetry ? FreshnessWindow.lifetime : FreshnessWindow.sharedLifetime
        // The next batch tries a failed reading again.
        var failure = await failure.value(if: { $0 == nil && $1 <= maximumAge }) { await self.read() }
        if failure == nil, restsOnUntaggedImages(resting) {
            failure = await newIndexes.skipOfNewest(maximumAge: maximumAge).map(ImageOutcome.skipped)
        }
        return resting.reduce(into: [:]) { outcomes, position in
            let decision = assessment.decisions[position]
            let change = bases.indices.lazy.filter { bases[$0].supports(decision) }.compactMap { self.changes[$0] }
                .first
            outcomes[position] = change.map { .skipped(.newestChanged($0)) } ?? failure
        }
    }

    /// Whether an untagged image is among the newest that decisions rest on.
    ///
    /// If an index that holds it has been pushed since, it no longer counts, and its own data doesn't tell.
    private func restsOnUntaggedImages(_ positions: [Int]) -> Bool {
        assessment.newestKept.contains { newest in
            positions.contains { newest.supports(assessment.decisions[$0]) }
                && newest.positions.contains { !assessment.images[Int($0)].isTagged }
        }
    }

    private func read() async -> ExpiringValue<ImageOutcome?>.Reading {
        let open = assessment.newestKept.enumerated().filter { changes[$0.offset] == nil }
        let positions = Set(open.flatMap { $0.element.positions.map(Int.init) }).filter { position in
            !assessment.decisions[position].isSelected || !outcomes.contains(position)
        }
        let startedAt = system.now()
        let observation = await observation(of: positions.map { assessment.images[$0].digest })
        let readAt = observation.readAt ?? startedAt
        if let failure = observation.failure { return .init(value: failure, time: readAt) }
        let time = system.now()
        for (index, newest) in open {
            for position in newest.positions.lazy.map(Int.init) where positions.contains(position) {
                let image = assessment.images[position]
                let present = observation.present[image.digest]
                guard let change = newest.change(of: position, in: assessment, until: present, at: time)
                else { continue }
                let name = image.tags.first.map { "\($0)" } ?? "\(image.digest)"
                changes[index] = "\(newest.keeper), and one of them, \(name), \(change) since the plan was made"
                break
            }
        }
        return .init(value: nil, time: readAt)
    }

    private func observation(of digests: [ImageDigest]) async -> Recheck.Observation {
        guard digests.count > Self.maximumDigests else { return await describedImages(digests) }
        let times = SendingTimes()
        var observation = Recheck.Observation()
        do {
            observation.present = try await times.recording(registry, now: system.now)
                .listedImages(among: digests, in: repository)
        } catch {
            observation.failure = .skipped(stopConditions.skip(afterReading: error, while: .reading))
        }
        observation.readAt = times.first
        return observation
    }

    /// Describes images, a second time if the first took so long that it is old already.
    private func describedImages(_ digests: [ImageDigest]) async -> Recheck.Observation {
        for _ in 0..<2 {
            let observation = await recheck.observation(of: digests)
            guard observation.failure == nil, let readAt = observation.readAt,
                system.now().timeIntervalSince(readAt) > FreshnessWindow.sharedLifetime
            else { return observation }
        }
        let seconds = Int(FreshnessWindow.sharedLifetime)
        return Recheck.Observation(
            failure: .skipped(.checkFailed("reading the newest images took over \(seconds) seconds, twice")))
    }
}
