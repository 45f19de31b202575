import AWSClient
import ECRClient
import Essentials
import ImageModel

/// Checks for indexes pushed since the inventory.
///
/// A new index may hold an image that is about to be archived. ECR refuses to delete an image that an index holds, but
/// is not known to refuse to archive it. It may also hold an untagged image that was counted among the newest. A
/// repository's batches share one listing for 30 seconds.
struct NewIndexCheck: Sendable {
    private let known: Set<ImageDigest>
    private let repository: RepositoryName
    private let registry: ECRClient
    private let stopConditions: StopConditions
    private let answer: ExpiringValue<Answer>

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
        answer = ExpiringValue(lifetime: FreshnessWindow.sharedLifetime, system: system)
    }

    /// The reason to archive nothing; `nil` if there is no new index.
    func skip() async -> ImageOutcome.Skip? {
        await skip { .changed("the index \($0) is new, and may hold it") }
    }

    /// The reason to delete nothing that rests on untagged images among the newest; `nil` if there is no new index.
    ///
    /// - Parameter isRetry: whether a call is tried again. The call may have waited, so an earlier listing is not used.
    func skipOfNewest(isRetry: Bool) async -> ImageOutcome.Skip? {
        await skip(isReadAgain: isRetry) {
            .newestChanged("the index \($0) is new, and may hold one of the newest images")
        }
    }

    private func skip(
        isReadAgain: Bool = false, ifFound reason: (String) -> ImageOutcome.Skip
    ) async -> ImageOutcome.Skip? {
        switch await answer.value(isReadAgain: isReadAgain, read: { await listAgain() }) {
        case .none: nil
        case .found(let name): reason(name)
        case .unread(let skip): skip
        }
    }

    private func listAgain() async -> Answer {
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
