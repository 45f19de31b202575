import AWSClient
import ECRClient
import Essentials
import ImageModel

/// Checks for indexes pushed since the inventory, before images are archived.
///
/// A new index may hold an image that is about to be archived. ECR refuses to delete an image that an index holds, but
/// is not known to refuse to archive it. A repository's batches share one listing for 30 seconds.
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

    /// The reason to archive nothing; `nil` if there is no new index.
    func skip() async -> ImageOutcome.Skip? {
        await answer.value { await listAgain() }
    }

    private func listAgain() async -> ImageOutcome.Skip? {
        do {
            let new = try await registry.describeImages(in: repository).first(identifiedBy: \.digest) { image in
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
