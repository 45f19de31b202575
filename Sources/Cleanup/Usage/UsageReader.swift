import AWSClient
import Essentials
import ImageModel
import ImageUsage

/// Reads what is in use, for the images of one registry, and reads it again when it has got old.
///
/// All repositories of a run share it: each reading is made once, however many wait for it.
actor UsageReader {
    /// How old a reading may be when something is deleted by it, in seconds.
    static let tolerableAge = 5.0 * 60

    private let sources: [any UsageSource]
    private let context: CallContext
    private let system: SystemContext
    private var latest: (startedAt: Date, task: Task<UsageReading, Never>)?
    private var finished: UsageReading?
    private var count = 0

    /// - Parameters:
    ///   - sources: those that the policy names, for each place where images of the registry may be in use.
    ///   - scope: the run.
    init(sources: [any UsageSource], context: CallContext, system: SystemContext) {
        self.sources = sources
        self.context = context
        self.system = system
    }

    /// A reading that was begun at most five minutes before it was asked for.
    ///
    /// One that takes its time may be older when it comes: ``isCurrent(_:)`` tells. A reading that failed in part is not
    /// repeated before that: what it was to protect is left alone, and the others are not to wait.
    ///
    /// Whoever waits is cancelled together with the run, and so is the reading then. Who finishes what the run began
    /// is not, and gets another.
    func reading() async -> UsageReading {
        // What takes longer than it is good for is not begun again: it would only take as long.
        if let finished, finished.isTooSlow || isCurrent(finished) { return finished }
        let task: Task<UsageReading, Never>
        // Nor is what takes its time begun a second time while it goes on.
        let goesOn = count > finished?.number ?? 0
        if let latest, goesOn || isCurrent(since: latest.startedAt), !latest.task.isCancelled || Task.isCancelled {
            task = latest.task
        } else {
            count += 1
            let now = system.now()
            task = Task { [sources, context, count, system] in
                var reading = await UsageReading(of: sources, in: context, number: count, startedAt: now)
                let duration = system.now().timeIntervalSince(now)
                reading.isTooSlow = reading.failures.isEmpty && duration > Self.tolerableAge
                return reading
            }
            latest = (now, task)
        }
        let reading = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        if !task.isCancelled, reading.number > finished?.number ?? 0 { finished = reading }
        return reading
    }

    /// Whether something may be deleted by a reading, now.
    nonisolated func isCurrent(_ reading: UsageReading) -> Bool { isCurrent(since: reading.startedAt) }

    /// A time that is still to come is a clock's that was set back, and says nothing.
    private nonisolated func isCurrent(since date: Date) -> Bool {
        (0...Self.tolerableAge).contains(system.now().timeIntervalSince(date))
    }
}

extension UsageReader {
    /// What came of the latest reading, by source.
    func reports(of names: [UsageSourceName]) async -> [SourceReport] {
        let reading = await latest?.task.value
        return Set(names).sorted().map { name in
            guard let reading else { return SourceReport(name: name.rawValue, status: .notNeeded) }
            let images = Set((reading.uses[name] ?? []).map(\.image))
            let failure = reading.failures[name]
            return SourceReport(
                name: name.rawValue, status: failure == nil ? .ok : .failed, images: images.count,
                reason: failure.map { "\($0)" })
        }
    }
}

/// What was in use at one time.
struct UsageReading: Sendable {
    /// Which reading of the run it is, from 1.
    let number: Int
    /// When it was begun: what came into use after that, it may not know.
    let startedAt: Date
    /// Whether it took over five minutes, so that something else may be in use by its end.
    fileprivate(set) var isTooSlow = false
    /// What each source that could be read knows.
    private(set) var uses: [UsageSourceName: [ImageUse]] = [:]
    /// Of which repositories each of these sources sees uses.
    private var seen: [UsageSourceName: RepositoriesSeen] = [:]
    /// Why each of the other sources could not be read to its end.
    private(set) var failures: [UsageSourceName: any Error] = [:]

    /// Pulls up to this time are known to the reading, by the machine's clock.
    ///
    /// A task pulls its image before it shows up with a digest. So a pull within the five minutes before the reading
    /// began may be that of a workload that the reading does not know yet.
    var knowsPullsUntil: Date { startedAt.addingTimeInterval(-UsageReader.tolerableAge) }

    /// Whether a source sees the uses of a repository, in any of the places where it is asked.
    func sees(_ repository: RepositoryName, in registry: RegistryLocation, by name: UsageSourceName) -> Bool {
        seen[name]?.contains(repository, in: registry) ?? false
    }

    /// Asks all sources at once.
    fileprivate init(of sources: [any UsageSource], in context: CallContext, number: Int, startedAt: Date) async {
        (self.number, self.startedAt) = (number, startedAt)
        let answers = await sources.concurrentMap(width: max(1, sources.count)) { source in
            do {
                return (source.name, Result<UsageAnswer, any Error>.success(try await source.answer(in: context)))
            } catch {
                return (source.name, .failure(error))
            }
        }
        for (name, answer) in answers {
            switch answer {
            case .success(let answer):
                uses[name, default: []] += answer.uses
                seen[name, default: RepositoriesSeen()].add(answer.repositories)
            case .failure(let error): failures[name] = failures[name] ?? error
            }
        }
    }
}

/// The repositories of which a source sees uses, in all the places where it is asked.
private struct RepositoriesSeen {
    /// Whether one of the places sees all of them.
    private var isAll = false
    private var repositories: Set<UsageAnswer.Repository> = []

    mutating func add(_ more: Set<UsageAnswer.Repository>?) {
        if let more { repositories.formUnion(more) } else { isAll = true }
    }

    func contains(_ name: RepositoryName, in registry: RegistryLocation) -> Bool {
        isAll || (registry.reference.map { repositories.contains(.init(name, in: $0)) } ?? false)
    }
}
