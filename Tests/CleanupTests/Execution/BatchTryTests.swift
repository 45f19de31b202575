import AWSClient
import Foundation
import ImageModel
import Retention
import Testing

@testable import Cleanup

@Suite("A try of a batch's call")
struct BatchTryTests {
    /// A script whose batch was read at second 0, and that asks for usage before its first call.
    private func askingForUsage(_ entries: [BatchScript.Entry], newest: [Int]) throws -> BatchScript {
        var script = try BatchScript(entries, asksUsage: true)
        let all = Array(entries.indices)
        script.after(.began, comes: .prepareUsage)
        script.after(.usagePrepared, comes: .checkNewest(newest, isRetry: false))
        script.after(.newestChecked([:]), comes: script.recheck(all))
        script.after(script.seen(), comes: script.readUsage(all))
        return script
    }

    @Test("is made by a reading of up to a second ago", arguments: [0.0, 0.5, 1])
    func fresh(seconds: Double) throws {
        var script = try askingForUsage([.expired], newest: [0])
        script.after(script.used([]), at: seconds, comes: script.delete([0]))
    }

    @Test(
        "is made after another reading, of the newest first, when the clock says something else",
        arguments: [1.1, 31, -1])
    func outdated(seconds: Double) throws {
        var script = try askingForUsage([.expired, .index(of: 2), .expired], newest: [0, 1])
        script.after(script.used([], goodUntil: 300), at: seconds, comes: .checkNewest([0, 1], isRetry: false))
        // An index is read with what it holds.
        script.after(.newestChecked([:]), at: 40, comes: script.recheck([0, 1, 2]))
        script.after(script.seen(at: 40), at: 40.2, comes: script.delete([0, 1], readAt: 40, until: 300))
        // That was of the child, too.
        script.after(
            script.called(.done, of: [0, 1]), at: 40.5, comes: script.readUsage([0, 1, 2], completesParent: true))
        script.after(script.used([]), at: 41, comes: script.delete([2], readAt: 40, completesParent: true))
    }

    @Test("is made after another reading when an earlier call took over a second: its answer may have been late")
    func lateAnswer() throws {
        var script = try askingForUsage([.index(of: 1), .expired], newest: [0])
        script.after(script.used([]), comes: script.delete([0]))
        script.after(script.called(.done, of: [0]), at: 1, comes: script.readUsage([0, 1], completesParent: true))
        script.after(script.used([]), at: 1.1, comes: script.recheck([1], completesParent: true))
        script.after(script.seen(at: 1.1), at: 1.1, comes: script.delete([1], readAt: 1.1, completesParent: true))
    }

    @Test("that finishes what was begun does not depend on the newest, and a cancellation does not end its readings")
    func completing() throws {
        var script = try askingForUsage([.index(of: 1), .expired], newest: [0])
        script.after(script.used([]), comes: script.delete([0]))
        script.after(
            script.called(.done, of: [0]), isCancelled: true, comes: script.readUsage([0, 1], completesParent: true))
        script.after(
            script.used([]), at: 31, isCancelled: true, comes: script.recheck([1], completesParent: true))
        script.after(
            script.seen(at: 31), at: 31, isCancelled: true, comes: script.delete([1], readAt: 31, completesParent: true)
        )
    }

    @Test("leaves what rests on newest images that changed, though all are read again")
    func newest() throws {
        let change = ImageOutcome.skipped(.newestChanged("one"))
        var script = try askingForUsage([.expired, .expired], newest: [0, 1])
        script.after(script.used([]), at: 31, comes: .checkNewest([0, 1], isRetry: false))
        script.after(.newestChecked([0: change]), at: 32, comes: script.recheck([0, 1]))
        // A second change of it is no news.
        script.after(script.seen(pulled: [0], at: 32), at: 32, comes: script.delete([1], readAt: 32))
        #expect(script.outcomes == [0: change])

        script = try askingForUsage([.expired], newest: [0])
        script.after(script.used([]), at: 31, comes: .checkNewest([0], isRetry: false))
        script.after(.newestChecked([0: change]), at: 32, comes: script.recheck([0]))
        script.after(script.seen(), at: 32, comes: .done)
    }

    @Test("leaves what came into use, and the index that holds it, in the whole batch")
    func used() throws {
        var script = try askingForUsage([.index(of: 1, 2), .expired, .kept, .expired], newest: [0, 3])
        script.after(script.used([2], goodUntil: 300), comes: script.delete([3], until: 300))
        #expect(
            script.outcomes == [
                0: .changed("what it holds, \(script.plan.digest(of: 2)), changed: it is in use")
            ])
        script.after(script.called(.done, of: [3]), comes: .done)
        #expect(script.outcomes[1] == .left(with: script.plan.digest(of: 0)))

        script = try askingForUsage([.expired], newest: [0])
        script.after(script.used([0]), comes: .done)
    }

    @Test("is not made where usage is not known: all that has no outcome yet is left")
    func unknownUsage() throws {
        let skip = ImageOutcome.Skip.blocked("what is in use can't be read")
        var script = try askingForUsage([.index(of: 1), .expired, .expired], newest: [0, 2])
        script.after(script.used([]), comes: script.delete([0, 2]))
        script.after(script.called(.done, of: [0, 2]), comes: script.readUsage([0, 1, 2], completesParent: true))
        script.after(.usageRead(.unknown(skip)), comes: .done)
        #expect(script.outcomes == [0: .done, 1: .skipped(skip), 2: .done])
    }

    @Test("leaves what changed since the first reading, and an index with a change below it")
    func changed() throws {
        var script = try askingForUsage([.expired, .index(of: 2), .kept, .expired], newest: [0, 1, 3])
        script.after(script.used([]), at: 31, comes: .checkNewest([0, 1, 3], isRetry: false))
        script.after(.newestChecked([:]), at: 31, comes: script.recheck([0, 1, 2, 3]))
        script.after(script.seen(gone: [3], pulled: [2], at: 31), at: 31, comes: script.delete([0], readAt: 31))
        #expect(script.outcomes[1]?.isDone == false && script.outcomes[3] == .goneAlready)
    }

    @Test("reads only what its images depend on")
    func rest() throws {
        var script = try BatchScript([.index(of: 2), .index(.transition, of: 3), .expired, .expired])
        script.begin(calling: script.archive([1]))
        script.after(
            script.called(.archived, of: [1]), at: 31, comes: .checkNewest([0], isRetry: false))
        script.after(.newestChecked([:]), at: 31, comes: script.recheck([0, 2]))
        script.after(script.seen(at: 31), at: 31, comes: script.delete([0], readAt: 31))

        // Not what is known to be gone.
        script = try BatchScript([.index(of: 1), .expired])
        script.after(.began, comes: .checkNewest([0], isRetry: false))
        script.after(.newestChecked([:]), comes: script.recheck([0, 1]))
        script.after(script.seen(gone: [1]), comes: script.delete([0]))
        script.after(
            script.called(pending: [0: .failed(code: "ThrottlingException", reason: "no")]),
            comes: .checkNewest([0], isRetry: true))
        script.after(.newestChecked([:]), comes: script.recheck([0]))
    }

    @Test("leaves what follows an image into the archive that was brought back", arguments: [true, false])
    func broughtBack(isBack: Bool) throws {
        var script = try BatchScript([
            .index(.transition, of: 1, 2), .archived, .archived, .referrer(.transition, to: 1),
        ])
        script.begin(calling: script.archive([0]))
        script.after(
            script.called(.archived, of: [0]), at: 31, comes: script.recheck([1, 2, 0], completesParent: true))
        let event = script.seen(archived: isBack ? [] : [0], at: 31)
        guard isBack else {
            return script.after(
                event, at: 31, comes: script.archive([1, 2], readAt: 31, completesParent: true))
        }
        script.after(event, at: 31, comes: .done)
        let change = "what it belongs to, \(script.plan.digest(of: 0)), is not in the archive any more"
        #expect(script.outcomes[1] == .changed(change) && script.outcomes[2] == .changed(change))
        #expect(script.outcomes[3] == .left(with: script.plan.digest(of: 1)))
    }

    @Test("follows an image that was archived and went since; one of which there is no answer is not followed")
    func archivedParentGone() throws {
        var script = try BatchScript([.index(.transition, of: 1), .archived])
        script.begin(calling: script.archive([0]))
        script.after(script.called(.archived, of: [0]), at: 31, comes: script.recheck([1, 0], completesParent: true))
        var unanswered = script
        script.after(
            script.seen(gone: [0], at: 31), at: 31, comes: script.archive([1], readAt: 31, completesParent: true))
        unanswered.after(unanswered.seen(missing: [0]), at: 31, comes: .done)
        #expect(unanswered.outcomes[1]?.isDone == false)
    }
}
