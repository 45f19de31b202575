import AWSClient
import ECRClient
import Essentials
import ImageModel

/// Looks for indexes that were pushed since the inventory was read, before images are archived.
///
/// Such an index may hold what is about to be archived. ECR refuses to delete what an index holds, and is not known to
/// refuse to archive it. The batches of a repository share one listing for 30 seconds.
struct NewIndexCheck: Sendable {
    private let known: Set<ImageDigest>
    private let repository: RepositoryName
    private let registry: ECRClient
    private let stopConditions: StopConditions
    private let answer: ExpiringValue<ImageOutcome.Skip?>

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
        answer = ExpiringValue(lifetime: FreshnessWindow.longest, system: system)
    }

    /// The reason why nothing may be archived; `nil` where there is no new index.
    func skip() async -> ImageOutcome.Skip? {
        await answer.value { await listAgain() }
    }

    private func listAgain() async -> ImageOutcome.Skip? {
        do {
            let new = try await registry.firstListedImage(in: repository) { image in
                image.mayBeIndex && !known.contains(image.digest)
            }
            return new.map { index in
                let name = index.tags.first.map { "\($0)" } ?? "\(index.digest)"
                return .changed("the index \(name) is new, and may hold it")
            }
        } catch {
            return stopConditions.skip(afterReading: error, while: .reading)
        }
    }
}
