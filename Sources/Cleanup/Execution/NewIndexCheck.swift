import AWSClient
import ECRClient
import Essentials
import ImageModel

/// Checks for indexes that are new or back from the archive.
///
/// An index that came since the inventory may hold an image that is about to be archived. ECR refuses to delete an image
/// that an index holds, but is not known to refuse to archive it. It may also hold an untagged image that was counted
/// among the newest. A repository's batches share a listing.
struct NewIndexCheck: Sendable {
    private let known: Set<ImageDigest>
    /// The indexes in the archive: what they hold may go.
    private let archived: Set<ImageDigest>
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
        /// An index, with what happened to it.
        case found(String)
        case unread(ImageOutcome.Skip)

        var isRead: Bool {
            if case .unread = self { false } else { true }
        }
    }

    /// Creates a check.
    ///
    /// - Parameter images: the inventory.
    init(
        since images: [Image], at repository: RepositoryName, in registry: ECRClient, stopConditions: StopConditions,
        system: SystemContext
    ) {
        let indexes = images.filter(\.mayBeIndex)
        known = Set(indexes.map(\.digest))
        archived = Set(indexes.filter { $0.status == .archived }.map(\.digest))
        self.repository = repository
        self.registry = registry
        self.stopConditions = stopConditions
        self.system = system
        listing = ExpiringValue(system: system)
    }

    /// The reason to archive nothing; `nil` if there is no such index.
    ///
    /// A listing serves a second, or as long again as it took, up to 30 seconds. So archiving in a large repository is
    /// not made of listings alone.
    func skip() async -> ImageOutcome.Skip? {
        await skip(if: { listing, age in
            age - listing.seconds
                <= min(max(listing.seconds, FreshnessWindow.lifetime), FreshnessWindow.sharedLifetime)
        }) { .changed("\($0), and may hold it") }
    }

    /// The reason to delete nothing that rests on untagged images among the newest; `nil` if there is no such index.
    ///
    /// - Parameter maximumAge: how old the listing may be, in seconds.
    func skipOfNewest(maximumAge: Double) async -> ImageOutcome.Skip? {
        await skip(if: { _, age in age <= maximumAge }) {
            .newestChanged("\($0), and may hold one of the newest images")
        }
    }

    private func skip(
        if isGood: @Sendable (Listing, Double) -> Bool, ifFound reason: (String) -> ImageOutcome.Skip
    ) async -> ImageOutcome.Skip? {
        // The next to ask tries a failed listing again.
        let listing = await listing.value(if: { $0.answer.isRead && isGood($0, $1) }, read: { await listAgain() })
        return switch listing.answer {
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
            let index = try await registry.describeImages(in: repository).first(identifiedBy: \.digest) { image in
                image.mayBeIndex && (!known.contains(image.digest) || isBack(image))
            }
            guard let index else { return .none }
            let name = index.tags.first.map { "\($0)" } ?? "\(index.digest)"
            return .found("the index \(name) is \(isBack(index) ? "back from the archive" : "new")")
        } catch {
            return .unread(stopConditions.skip(afterReading: error, while: .reading))
        }
    }

    private func isBack(_ image: Image) -> Bool { archived.contains(image.digest) && image.status != .archived }
}
