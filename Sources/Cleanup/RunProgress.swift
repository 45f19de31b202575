import AWSClient
import Synchronization

/// The progress of a run, for a person who watches it.
///
/// A run only counts here. The display asks for the counts.
public final class RunProgress: Sendable {
    /// The counts at one moment.
    public struct Snapshot: Sendable, Hashable {
        /// The repositories that the run works on; zero while they are listed.
        public var repositories = 0
        /// The repositories that are finished.
        public var repositoriesDone = 0
        /// The images that were listed.
        public var imagesRead = 0
        /// The images that were deleted.
        public var deleted = 0
        /// The images that were archived.
        public var archived = 0
        /// The calls whose answer asked for fewer calls.
        public var throttled = 0

        /// Creates counts of zero.
        public init() {}
    }

    /// The counters of the run's calls.
    let statistics = CallStatistics()
    private let counts = Mutex(Snapshot())

    /// Creates the progress of a run that has not begun.
    public init() {}

    /// The present counts.
    public var snapshot: Snapshot {
        var snapshot = counts.withLock { $0 }
        snapshot.throttled = statistics.snapshot.throttled
        return snapshot
    }

    func begin(repositories: Int) { counts.withLock { $0.repositories += repositories } }

    func noteRepositoryDone() { counts.withLock { $0.repositoriesDone += 1 } }

    func noteImagesRead(_ count: Int) { counts.withLock { $0.imagesRead += count } }

    func noteDeleted() { counts.withLock { $0.deleted += 1 } }

    func noteArchived() { counts.withLock { $0.archived += 1 } }
}
