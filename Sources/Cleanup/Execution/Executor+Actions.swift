import AWSClient
import Essentials
import ImageModel
import Retention

/// The actions that a batch asks for.
extension Executor {
    /// Performs an action of a batch.
    ///
    /// - Returns: the event that answers the action; `nil` at the end of the batch.
    func perform(_ action: BatchExecution.Action, in batch: BatchExecution) async -> BatchExecution.Event? {
        switch action {
        case .prepareUsage:
            await usage?.prepare()
            return .usagePrepared
        case .checkNewest(let positions, let isRetry):
            return .newestChecked(await newest.outcomes(of: positions, isRetry: isRetry))
        case .recheck(let digests, let completesParent):
            return .rechecked(
                await uncancelled(if: completesParent) { await observation(of: digests) })
        case .readUsage(let images, let completesParent):
            return .usageRead(await uncancelled(if: completesParent) { await usageAnswer(about: images) })
        case .delete(let positions, let bounds):
            let outcomes = await delete(positions, in: batch, while: window(bounds, for: .deleting))
            logger.record(outcomes.settled, of: .expire)
            return .called(outcomes)
        case .archive(let positions, let bounds):
            let outcomes = await archive(positions, in: batch, while: window(bounds, for: .archiving))
            logger.record(outcomes.settled, of: .transition)
            return .called(outcomes)
        case .wait:
            try? await system.sleep(.seconds(1))
            return .waited
        case .findGone(let digests):
            let gone = await uncancelled(if: true) { try? await recheck.absent(among: digests) }
            let deleted = (gone ?? []).map { ($0, ImageOutcome.deleted(note: nil)) }
            logger.record(Dictionary(deleted) { first, _ in first }, of: .expire)
            return .goneFound(gone)
        case .done: return nil
        }
    }

    private func window(_ bounds: FreshnessWindow.Bounds, for work: StopConditions.Work) -> FreshnessWindow {
        FreshnessWindow(bounds, system: system) { [stopConditions] in
            stopConditions.skip(of: work, completesParent: true) != nil
        }
    }

    /// Reads again what a call depends on, once it has its turn.
    ///
    /// Listings may take long, so they come first. Everything else is read at once, and once more if that was slow.
    ///
    /// - Parameter isRetry: whether an attempt was made before.
    /// - Returns: what the window needs of the readings; `nil` if something changed or could not be read.
    func readAgain(
        before action: Rule.Action, of positions: [Int], in batch: BatchExecution, while window: FreshnessWindow,
        isRetry: Bool
    ) async -> FreshnessWindow.Reading? {
        guard await mayGoOn(action, of: positions, while: window, isRetry: isRetry) else { return nil }
        let reading = batch.reading(for: positions)
        let images = reading.positions.map { plan.assessment.images[$0] }
        var latest: FreshnessWindow.Reading?
        for _ in 0..<2 where window.isOpen {
            async let usage = usageAnswer(about: images)
            async let present = observation(of: images.map(\.digest))
            var observation = await present
            guard case .changes(let uses, let usageGoodUntil) = await usage else { return nil }
            observation.uses = uses
            guard let time = observation.readAt,
                batch.outcomes(of: positions, by: reading, after: observation).isEmpty
            else { return nil }
            latest = FreshnessWindow.Reading(time: time, usageGoodUntil: usageGoodUntil)
            if FreshnessWindow.span(from: time).contains(system.now()) { break }
        }
        return latest
    }

    /// Whether the newest images, missing images and new indexes still allow a call.
    private func mayGoOn(
        _ action: Rule.Action, of positions: [Int], while window: FreshnessWindow, isRetry: Bool
    ) async -> Bool {
        let deciding = positions.filter(plan.mayRestOnNewest)
        guard await newest.outcomes(of: deciding, isRetry: isRetry).isEmpty, window.isOpen else { return false }
        switch action {
        case .expire: return await notMissing(for: positions).isEmpty
        // The call is about the first image; the reading is also for the calls after it.
        case .transition:
            guard await notMissing(for: Array(positions.prefix(1))).isEmpty, window.isOpen else { return false }
            return await newIndexes.skip() == nil
        }
    }

    /// Runs an operation, without cancellation if it completes a parent's work.
    func uncancelled<Answer: Sendable>(
        if completesParent: Bool, _ operation: @escaping @Sendable () async -> Answer
    ) async -> Answer {
        guard completesParent else { return await operation() }
        return await Task { await operation() }.value
    }

    /// Reads images again, and whether their repository may still be touched.
    private func observation(of digests: [ImageDigest]) async -> Recheck.Observation {
        var observation = await recheck.observation(of: digests)
        if observation.failure == nil, let skip = await resourceTags?.skip(by: stopConditions) {
            observation.failure = .skipped(skip)
        }
        return observation
    }

    /// Finds the images that have come into use.
    private func usageAnswer(about images: [Image]) async -> BatchExecution.UsageAnswer {
        guard let usage else { return .changes([:], goodUntil: nil) }
        do {
            let (changes, goodUntil) = try await usage.changes(of: images)
            return .changes(changes, goodUntil: goodUntil)
        } catch {
            let end = error.error.interruption(while: "what is in use was read")
            return .unknown(end.map { .ranOut($0) } ?? .blocked("\(error)"))
        }
    }
}
