import AWSClient
import Foundation
import ImageModel
import RetentionTestSupport
import TestSupport
import Testing

@testable import Cleanup
@testable import Retention

/// A batch without a registry: events go in, and the next actions are compared with those that are expected.
///
/// Images are spoken of by their positions; each is a day younger than the one before it.
struct BatchScript {
    /// An image of the repository.
    struct Entry {
        /// The planned action; `nil` if it stays.
        var action: Rule.Action?
        var holds: [Int] = []
        var subject: Int?

        static let expired = Entry(action: .expire)
        static let archived = Entry(action: .transition)
        static let kept = Entry(action: nil)

        static func index(_ action: Rule.Action? = .expire, of held: Int...) -> Entry {
            Entry(action: action, holds: held)
        }

        static func referrer(_ action: Rule.Action? = .expire, to subject: Int) -> Entry {
            Entry(action: action, subject: subject)
        }
    }

    let plan: Plan
    private(set) var batch: BatchExecution

    init(_ entries: [Entry], asksUsage: Bool = false) throws {
        let digests = try entries.indices.map { try ImageDigest.test($0 + 1) }
        let images = entries.indices.map { position in
            var image = Image(
                digest: digests[position], pushedAt: .daysAgo(Double(1000 - position)),
                mediaType: entries[position].holds.isEmpty ? .imageManifest : .imageIndex)
            image.subject = entries[position].subject.map { digests[$0] }
            return image
        }
        let held = entries.indices.filter { !entries[$0].holds.isEmpty }
            .map { (digests[$0], entries[$0].holds.map { digests[$0] }) }
        let assessment = Assessment(
            graph: ImageGraph(of: images, manifests: IndexManifests(byIndex: Dictionary(uniqueKeysWithValues: held))),
            decisions: entries.map { entry in
                Decision(entry.action.map(Decision.Verdict.init) ?? .keep, reason: .noRule)
            })
        plan = Plan(assessment)
        batch = BatchExecution(
            of: Array(plan.families), in: plan, manifestsReadAt: [:], asksUsage: asksUsage)
    }

    /// The outcomes so far, by the images' positions.
    var outcomes: [Int: ImageOutcome] { batch.outcomes }

    func digests(_ positions: some Sequence<Int>) -> [ImageDigest] { positions.map(plan.digest) }

    /// Lets something happen, and expects what is to be done then.
    ///
    /// - Parameter seconds: how long after the beginning it happens.
    mutating func after(
        _ event: BatchExecution.Event, at seconds: Double = 0, isCancelled: Bool = false,
        isPastDeadline: Bool = false, clockOffset: Double? = nil,
        lastingErrors: [StopConditions.Work: AWSError] = [:],
        comes action: BatchExecution.Action, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let moment = StopConditions.Moment(
            now: TestClock.start + seconds, isCancelled: isCancelled, isPastDeadline: isPastDeadline,
            clockOffset: clockOffset, lastingErrors: lastingErrors)
        #expect(batch.next(event, at: moment) == action, sourceLocation: sourceLocation)
    }

    /// Goes on to the first call: everything was read at second 0, and is as it was.
    mutating func begin(calling action: BatchExecution.Action, sourceLocation: SourceLocation = #_sourceLocation) {
        let moment = StopConditions.Moment(now: TestClock.start)
        _ = batch.next(.began, at: moment)
        _ = batch.next(.newestChecked([:]), at: moment)
        after(seen(), comes: action, sourceLocation: sourceLocation)
    }
}

/// Actions and events by positions.
extension BatchScript {
    func recheck(_ positions: [Int], completesParent: Bool = false) -> BatchExecution.Action {
        .recheck(digests(positions), completesParent: completesParent)
    }

    func delete(
        _ positions: [Int], readAt seconds: Double = 0, until limit: Double? = nil, completesParent: Bool = false
    ) -> BatchExecution.Action {
        .delete(positions, bounds(seconds, limit, completesParent))
    }

    func archive(
        _ positions: [Int], readAt seconds: Double = 0, until limit: Double? = nil, completesParent: Bool = false
    ) -> BatchExecution.Action {
        .archive(positions, bounds(seconds, limit, completesParent))
    }

    private func bounds(_ seconds: Double, _ limit: Double?, _ completesParent: Bool) -> FreshnessWindow.Bounds {
        let reading = FreshnessWindow.Reading(
            time: TestClock.start + seconds, usageGoodUntil: limit.map { TestClock.start + $0 })
        return FreshnessWindow.Bounds(reading: reading, completesParent: completesParent)
    }

    func readUsage(_ positions: [Int], completesParent: Bool = false) -> BatchExecution.Action {
        .readUsage(positions.map { plan.assessment.images[$0] }, completesParent: completesParent)
    }

    /// A reading of the images as they were, but for some.
    ///
    /// - Parameter seconds: how long after the beginning it was sent.
    func seen(
        gone: [Int] = [], pulled: [Int] = [], archived: [Int] = [], missing: [Int] = [],
        failure: ImageOutcome? = nil, at seconds: Double = 0
    ) -> BatchExecution.Event {
        var observation = Recheck.Observation(
            gone: Set(digests(gone)), failure: failure, readAt: TestClock.start + seconds)
        for (position, image) in plan.assessment.images.enumerated()
        where !gone.contains(position) && !missing.contains(position) {
            var image = image
            if pulled.contains(position) { image.lastPulledAt = TestClock.start }
            if archived.contains(position) { image.status = .archived }
            observation.present[image.digest] = image
        }
        return .rechecked(observation)
    }

    func used(_ positions: [Int], goodUntil seconds: Double? = nil) -> BatchExecution.Event {
        let changes = Dictionary(uniqueKeysWithValues: digests(positions).map { ($0, "it is in use") })
        return .usageRead(.changes(changes, goodUntil: seconds.map { TestClock.start + $0 }))
    }

    /// The answer to a call.
    func called(
        _ settled: [Int: ImageOutcome] = [:], pending: [Int: ImageOutcome] = [:]
    ) -> BatchExecution.Event {
        func byDigest(_ outcomes: [Int: ImageOutcome]) -> [ImageDigest: ImageOutcome] {
            Dictionary(uniqueKeysWithValues: outcomes.map { (plan.digest(of: $0.key), $0.value) })
        }
        return .called(CallOutcomes(settled: byDigest(settled), pending: byDigest(pending)))
    }

    /// A call with the same outcome for each image.
    func called(_ outcome: ImageOutcome, of positions: some Sequence<Int>) -> BatchExecution.Event {
        called(Dictionary(uniqueKeysWithValues: positions.map { ($0, outcome) }))
    }
}

extension AWSError {
    static func denial(of operation: String) -> AWSError {
        AWSError(code: "AccessDeniedException", operation: operation, message: "no")
    }
}
