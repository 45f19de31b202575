import AWSClient
import ECRClient
import Essentials
import ImageModel

/// Checks for indexes pushed since the inventory.
///
/// A new index may hold an image that is about to be archived. ECR refuses to delete an image that an index holds, but
/// is not known to refuse to archive it. It may also hold an untagged image that was counted among the newest. A
/// repository's batches share a listing.
struct NewIndexCheck: Sendable {
    private let known: Set<ImageDigest>
    private let repository: RepositoryName
    private let registry: ECRClient
    private let stopConditions: StopConditions
    private let system: SystemContext
    private let listing: ExpiringValue<Listing>

    /// A listing, and how long it took.
    private struct Listing: Sendable {
        let answer: Answer
        let seconds: Double
    }

    /// The result of a listing.
    private enum Answer: Sendable {
        case none
        /// The name of a new index.
        case found(String)
        case unread(ImageOutcome.Skip)
    }

    /// Creates a check.
    ///
    /// - Parameter images: the inventory.
    init(
        since images: [Image], at repository: RepositoryName, in registry: ECRClient, stopConditions: StopConditions,
        system: SystemContext
    ) {
        known = Set(images.lazy.filter(\.mayBeIndex).map(\.digest))
        self.repository = repository
        self.registry = registry
        self.stopConditions = stopConditions
        self.system = system
        listing = ExpiringValue(system: system)
    }

    /// The reason to archive nothing; `nil` if there is no new index.
    ///
    /// A listing serves a second, or as long again as it took, up to 30 seconds. So archiving in a large repository is
    /// not made of listings alone.
    func skip() async -> ImageOutcome.Skip? {
        await skip(if: { listing, age in
            age - listing.seconds
                <= min(max(listing.seconds, FreshnessWindow.lifetime), FreshnessWindow.sharedLifetime)
        }) { .changed("the index \($0) is new, and may hold it") }
    }

    /// The reason to delete nothing that rests on untagged images among the newest; `nil` if there is no new index.
    ///
    /// - Parameter maximumAge: how old the listing may be, in seconds.
    func skipOfNewest(maximumAge: Double) async -> ImageOutcome.Skip? {
        await skip(if: { _, age in age <= maximumAge }) {
            .newestChanged("the index \($0) is new, and may hold one of the newest images")
        }
    }

    private func skip(
        if isGood: @Sendable (Listing, Double) -> Bool, ifFound reason: (String) -> ImageOutcome.Skip
    ) async -> ImageOutcome.Skip? {
        switch await listing.value(if: isGood, read: { await listAgain() }).answer {
        case .none: nil
        case .found(let name): reason(name)
        case .unread(let skip): skip
        }
    }

    private func listAgain() async -> ExpiringValue<Listing>.Reading {
        let startedAt = system.now()
        let times = SendingTimes()
        let answer = await answer(of: times.recording(registry, now: system.now))
        let time = times.first ?? startedAt
        return .init(value: Listing(answer: answer, seconds: system.now().timeIntervalSince(time)), time: time)
    }

    private func answer(of registry: ECRClient) async -> Answer {
        do {
            let new = try await registry.describeImages(in: repository).first(identifiedBy: \.digest) { image in
                image.mayBeIndex && !known.contains(image.digest)
            }
            return new.map { .found($0.tags.first.map { "\($0)" } ?? "\($0.digest)") } ?? .none
        } catch {
            return .unread(stopConditions.skip(afterReading: error, while: .reading))
        }
    }
}
