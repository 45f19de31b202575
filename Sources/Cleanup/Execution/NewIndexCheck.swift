import AWSClient
import ECRClient
import Essentials
import ImageModel

/// Looks for indexes that were pushed since the inventory was read, before images are archived.
///
/// Such an index may hold what is about to be archived. ECR refuses to delete what an index holds, and is not known to
/// refuse to archive it. The batches of a repository share one listing for 30 seconds.
actor NewIndexCheck {
    private let known: Set<ImageDigest>
    private let repository: RepositoryName
    private let registry: ECRClient
    private let stopConditions: StopConditions
    private let system: SystemContext
    private var latest: (startedAt: Date, task: Task<ImageOutcome.Skip?, Never>)?

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
    }

    /// The reason why nothing may be archived; `nil` where there is no new index.
    func skip() async -> ImageOutcome.Skip? {
        let now = system.now()
        if let latest, FreshnessWindow.span(from: latest.startedAt).contains(now) { return await latest.task.value }
        let task = Task { await listAgain() }
        latest = (now, task)
        return await task.value
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
