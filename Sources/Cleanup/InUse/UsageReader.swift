import AWSClient
import ImageModel
import ImageUsage

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reads what is in use, for the images of one registry, and reads it again when it has got old.
///
/// All repositories of a run share it: each reading is made once, however many wait for it.
actor UsageReader {
    /// How old a reading may be when something is deleted by it, in seconds.
    static let tolerableAge = 5.0 * 60

    private let sources: [any UsageSource]
    private let scope: CallScope
    private let surroundings: Surroundings
    private var latest: (startedAt: Date, reading: Task<UsageReading, Never>)?
    private var count = 0

    /// - Parameters:
    ///   - sources: those that the policy names, for each place where images of the registry may be in use.
    ///   - scope: the run.
    init(sources: [any UsageSource], scope: CallScope, surroundings: Surroundings) {
        self.sources = sources
        self.scope = scope
        self.surroundings = surroundings
    }

    /// A reading that was begun at most five minutes ago.
    ///
    /// A reading that failed in part is not repeated before that: what it was to protect is left alone, and the others
    /// are not to wait.
    func reading() async -> UsageReading {
        let now = surroundings.now()
        if let latest, now.timeIntervalSince(latest.startedAt) <= Self.tolerableAge {
            return await latest.reading.value
        }
        count += 1
        let task = Task { [sources, scope, count] in await UsageReading(of: sources, in: scope, number: count) }
        latest = (now, task)
        return await task.value
    }
}

extension UsageReader {
    /// What came of the latest reading, by source.
    func reports(of names: [UsageSourceName]) async -> [SourceReport] {
        let reading = await latest?.reading.value
        return Set(names).sorted { $0.rawValue < $1.rawValue }.map { name in
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
    /// What each source that could be read knows.
    private(set) var uses: [UsageSourceName: [ImageUse]] = [:]
    /// Why each of the other sources could not be read to its end.
    private(set) var failures: [UsageSourceName: any Error] = [:]

    /// Asks all sources at once.
    fileprivate init(of sources: [any UsageSource], in scope: CallScope, number: Int) async {
        self.number = number
        let answers = await sources.concurrentMap(width: max(1, sources.count)) { source in
            do {
                return (source.name, Result<[ImageUse], any Error>.success(try await source.uses(in: scope)))
            } catch {
                return (source.name, .failure(error))
            }
        }
        for (name, answer) in answers {
            switch answer {
            case .success(let found): uses[name, default: []] += found
            case .failure(let error): failures[name] = failures[name] ?? error
            }
        }
    }
}
