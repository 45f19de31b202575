import AWSClient
import ECRClient
import Essentials
import ImageModel
import Retention

/// Reads the newest images again, before older ones go because of them.
///
/// If one of the newest is gone or no longer counts, whatever the same rule or veto selected is left for the next run.
/// The batches of a repository share one reading for 30 seconds.
actor NewestRecheck {
    /// Up to so many images are read by digest, more by a listing.
    private static let maximumDigests = 1000

    private let assessment: Assessment
    private let repository: RepositoryName
    private let registry: ECRClient
    private let recheck: Recheck
    private let stopConditions: StopConditions
    private let system: SystemContext
    /// Tells what is done already.
    private let outcomes: ImageOutcomes
    /// What it means for others that the newest images could not be read; `nil` where they were.
    private let failure: ExpiringValue<ImageOutcome?>
    /// Why decisions no longer hold, by the place of what they rest on.
    private var changes: [Int: String] = [:]

    init(
        _ assessment: Assessment, at repository: RepositoryName, in registry: ECRClient, recheck: Recheck,
        stopConditions: StopConditions, system: SystemContext, outcomes: ImageOutcomes
    ) {
        self.assessment = assessment
        self.repository = repository
        self.registry = registry
        self.recheck = recheck
        self.stopConditions = stopConditions
        self.system = system
        self.outcomes = outcomes
        failure = ExpiringValue(lifetime: FreshnessWindow.longest, system: system)
    }

    /// Checks what decisions about images rest on.
    ///
    /// - Parameters:
    ///   - positions: where the images stand in the inventory.
    ///   - isRetry: whether a call is tried again: it may have waited, so that an earlier reading is too old.
    /// - Returns: an outcome for each image that has to stay.
    func outcomes(of positions: [Int], isRetry: Bool) async -> [Int: ImageOutcome] {
        let bases = assessment.newestKept
        let resting = positions.filter { position in
            bases.contains { $0.supports(assessment.decisions[position]) }
        }
        guard !resting.isEmpty else { return [:] }
        // A reading that failed is tried again by the next batch.
        let failure = await failure.value(isReadAgain: isRetry, keepingIf: { $0 == nil }) { await self.read() }
        return resting.reduce(into: [:]) { outcomes, position in
            let decision = assessment.decisions[position]
            let change = bases.indices.lazy.filter { bases[$0].supports(decision) }.compactMap { self.changes[$0] }
                .first
            outcomes[position] = change.map { .skipped(.newestChanged($0)) } ?? failure
        }
    }

    private func read() async -> ImageOutcome? {
        let open = assessment.newestKept.enumerated().filter { changes[$0.offset] == nil }
        let positions = Set(open.flatMap { $0.element.positions.map(Int.init) }).filter { position in
            !assessment.decisions[position].isSelected || !outcomes.contains(position)
        }
        let (present, failure) = await images(of: positions.map { assessment.images[$0].digest })
        if let failure { return failure }
        let time = system.now()
        for (index, newest) in open {
            for position in newest.positions.lazy.map(Int.init) where positions.contains(position) {
                let image = assessment.images[position]
                guard let change = newest.change(of: position, in: assessment, until: present[image.digest], at: time)
                else { continue }
                let name = image.tags.first.map { "\($0)" } ?? "\(image.digest)"
                changes[index] = "\(newest.keeper), and one of them, \(name), \(change) since the plan was made"
                break
            }
        }
        return nil
    }

    private func images(of digests: [ImageDigest]) async -> ([ImageDigest: Image], ImageOutcome?) {
        guard digests.count > Self.maximumDigests else {
            let observation = await recheck.observation(of: digests)
            return (observation.present, observation.failure)
        }
        do {
            return (try await registry.listedImages(among: digests, in: repository), nil)
        } catch {
            return ([:], .skipped(stopConditions.skip(afterReading: error, while: .reading)))
        }
    }
}
