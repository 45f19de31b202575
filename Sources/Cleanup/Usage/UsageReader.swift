import AWSClient
import Essentials
import ImageModel
import ImageUsage

/// Reads usage for one registry, and again when it is outdated.
///
/// All repositories of a run share the reader: each reading is made once, however many wait for it.
actor UsageReader {
    /// The maximum age of a reading for deletions, in seconds.
    static let tolerableAge = 5.0 * 60

    private let sources: [any UsageSource]
    private let context: CallContext
    private let system: SystemContext
    private let isForDeletions: Bool
    private var latest: (startedAt: Date, task: Task<UsageReading, Never>)?
    private var finished: UsageReading?
    private var count = 0

    /// Creates a reader.
    ///
    /// - Parameters:
    ///   - sources: the sources that the policy names, for each place that may use images of the registry.
    ///   - context: the run that the calls belong to.
    ///   - isForDeletions: whether a reading ends after five minutes, since nothing is deleted by a slower one.
    init(sources: [any UsageSource], context: CallContext, system: SystemContext, isForDeletions: Bool = true) {
        self.isForDeletions = isForDeletions
        self.sources = sources
        self.context = context
        self.system = system
    }

    /// A reading that was begun at most five minutes before the request.
    ///
    /// A slow reading may be older when it comes: see ``isCurrent(_:)``. A reading that failed in part is not repeated
    /// sooner. The affected repositories are left untouched, and the others don't have to wait.
    ///
    /// A caller that waits is cancelled together with the run, and so is the reading. A caller that finishes the run's
    /// work is not cancelled, and gets another reading.
    func reading() async -> UsageReading {
        // A reading that takes longer than it is valid is not repeated: it would only take as long again.
        if let finished, finished.isTooSlow || isCurrent(finished) { return finished }
        let task: Task<UsageReading, Never>
        // A slow reading is not begun a second time while it goes on.
        let goesOn = count > finished?.number ?? 0
        if let latest, goesOn || isCurrent(since: latest.startedAt), !latest.task.isCancelled || Task.isCancelled {
            task = latest.task
        } else {
            count += 1
            let now = system.now()
            let end = isForDeletions ? now.addingTimeInterval(Self.tolerableAge) : nil
            var context = context
            context.deadline = [context.deadline, end].compactMap(\.self).min()
            task = Task { [sources, context, count, system] in
                var reading = await UsageReading(of: sources, in: context, number: count, startedAt: now)
                if let end, context.deadline == end, system.now() >= end { reading.noteSlowness() }
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

    /// Whether images may be deleted now by a reading.
    nonisolated func isCurrent(_ reading: UsageReading) -> Bool { isCurrent(since: reading.startedAt) }

    /// Whether a reading that was begun at a time is still valid.
    ///
    /// A time in the future is that of a clock that was set back, and proves nothing.
    private nonisolated func isCurrent(since date: Date) -> Bool {
        (0...Self.tolerableAge).contains(system.now().timeIntervalSince(date))
    }
}

extension UsageReader {
    /// The latest reading that ended; `nil` if none did.
    var finishedReading: UsageReading? { finished }

    /// The EKS clusters of the latest reading.
    ///
    /// `nil` if none were asked for.
    var clusters: ClustersRead? {
        get async {
            guard let reading = await latest?.task.value else { return nil }
            if reading.failures[.eks] != nil { return .unknown }
            return reading.clusters.map { .all($0) }
        }
    }

    /// The uses that some sources told in the latest reading, by source.
    func uses(from names: Set<UsageSourceName>) async -> [UsageSourceName: [ImageUse]] {
        guard !names.isEmpty else { return [:] }
        return await latest?.task.value.uses.filter { names.contains($0.key) } ?? [:]
    }

    /// The results of the latest reading, by source.
    func reports(of names: [UsageSourceName]) async -> [SourceReport] {
        let reading = await latest?.task.value
        return Set(names).sorted().map { name in
            guard let reading else { return SourceReport(name: name.rawValue, status: .notNeeded) }
            let uses = reading.uses[name] ?? []
            let images = Set(uses.map(\.image)).count + uses.digestsAlone(among: reading.digests[name] ?? [:]).count
            let failure = reading.failures[name]
            return SourceReport(
                name: name.rawValue, status: failure == nil ? .ok : .failed, images: images,
                reason: failure.map { "\($0)" })
        }
    }
}

/// The usage at one time.
struct UsageReading: Sendable {
    /// The number of the reading in its run, from 1.
    let number: Int
    /// The start of the reading, which may not know later uses.
    let startedAt: Date
    /// Whether the reading took over five minutes.
    ///
    /// Other images may be in use by its end.
    private(set) var isTooSlow = false
    /// The uses from each source that could be read.
    private(set) var uses: [UsageSourceName: [ImageUse]] = [:]
    /// The digests in use in any repository, each with a workload that uses it, by source.
    private(set) var digests: [UsageSourceName: [ImageDigest: String]] = [:]
    /// The tags in use in any repository, each with a workload that uses it, by source.
    private(set) var tags: [UsageSourceName: [ImageTag: String]] = [:]
    /// The uses by workloads that run, or that a schedule starts, by repository.
    private(set) var expected: [RepositoryName: [ImageUse]] = [:]
    /// The EKS clusters that were read; `nil` if none were asked for.
    private(set) var clusters: Set<String>?
    /// The repositories whose uses each of these sources sees.
    private var seen: [UsageSourceName: RepositoriesSeen] = [:]
    /// The errors of the sources that could not be read completely.
    private(set) var failures: [UsageSourceName: any Error] = [:]

    /// The time until which pulls are known, by the machine's clock.
    ///
    /// A task pulls its image before it shows up with a digest. So a pull within the five minutes before the reading
    /// may be that of a workload that the reading does not know yet.
    var knowsPullsUntil: Date { startedAt.addingTimeInterval(-UsageReader.tolerableAge) }

    /// Whether a source sees a repository's uses, in any account and region that it reads.
    func sees(_ repository: RepositoryName, in registry: RegistryLocation, by name: UsageSourceName) -> Bool {
        seen[name]?.contains(repository, in: registry) ?? false
    }

    /// Records that the reading took over five minutes.
    ///
    /// The sources that were not read to the end by then have that as their failure.
    fileprivate mutating func noteSlowness() {
        isTooSlow = true
        failures = failures.mapValues { ($0 as? AWSError)?.code == .deadline ? SlowUsage() : $0 }
    }

    /// Asks all sources at once.
    fileprivate init(of sources: [any UsageSource], in context: CallContext, number: Int, startedAt: Date) async {
        (self.number, self.startedAt) = (number, startedAt)
        let answers = await sources.concurrentMap(width: max(1, sources.count)) { source in
            do {
                return (
                    source.name, Result<UsageAnswer, any Error>.success(try await source.explainedAnswer(in: context))
                )
            } catch {
                return (source.name, .failure(error))
            }
        }
        for (name, answer) in answers {
            switch answer {
            case .success(let answer):
                uses[name, default: []] += answer.uses
                for use in answer.uses where use.isExpected {
                    expected[use.reference.repository, default: []].append(use)
                }
                digests[name, default: [:]].merge(answer.digests, uniquingKeysWith: min)
                tags[name, default: [:]].merge(answer.tags, uniquingKeysWith: min)
                if let names = answer.clusters { clusters = (clusters ?? []).union(names) }
                seen[name, default: RepositoriesSeen()].add(answer.repositories)
            case .failure(let error): failures[name] = failures[name] ?? error
            }
        }
    }
}

/// The repositories whose uses a source sees, in all accounts and regions that it reads.
private struct RepositoriesSeen {
    /// Whether all repositories are seen in one of the accounts and regions.
    private var isAll = false
    private var repositories: Set<UsageAnswer.Repository> = []

    mutating func add(_ more: Set<UsageAnswer.Repository>?) {
        if let more { repositories.formUnion(more) } else { isAll = true }
    }

    func contains(_ name: RepositoryName, in registry: RegistryLocation) -> Bool {
        isAll || (registry.reference.map { repositories.contains(.init(name, in: $0)) } ?? false)
    }
}
