import AWSClient
import Essentials
import Foundation
import ImageModel
import Retention
import Testing

@testable import Cleanup

@Suite("After a call of a batch")
struct BatchRetryTests {
    private static let throttled = ImageOutcome.failed(code: "ThrottlingException", reason: "no")
    private static let referenced = ImageOutcome.skipped(.referenced)

    @Test("what may be tried again is read again, the newest included, and tried three times in all")
    func rounds() throws {
        var script = try BatchScript([.expired, .expired])
        script.begin(calling: script.delete([0, 1]))
        script.after(
            script.called([0: .done], pending: [1: Self.throttled]), at: 1, comes: .checkNewest([1], isRetry: true))
        script.after(.newestChecked([:]), at: 2, comes: script.recheck([1]))
        script.after(script.seen(at: 2), at: 3, comes: script.delete([1], readAt: 2))
        script.after(script.called(pending: [1: Self.throttled]), at: 4, comes: .checkNewest([1], isRetry: true))
        script.after(.newestChecked([:]), at: 5, comes: script.recheck([1]))
        script.after(script.seen(at: 5), at: 6, comes: script.delete([1], readAt: 5))
        script.after(script.called(pending: [1: Self.throttled]), at: 7, comes: .done)
        #expect(script.outcomes == [0: .done, 1: Self.throttled])
    }

    @Test("usage is found out before a retry, too")
    func usage() throws {
        var script = try BatchScript([.expired], asksUsage: true)
        script.after(.began, comes: .prepareUsage)
        script.after(.usagePrepared, comes: .checkNewest([0], isRetry: false))
        script.after(.newestChecked([:]), comes: script.recheck([0]))
        script.after(script.seen(), comes: script.readUsage([0]))
        script.after(script.used([], goodUntil: 9), comes: script.delete([0], until: 9))
        script.after(script.called(pending: [0: Self.throttled]), at: 1, comes: script.readUsage([0]))
        script.after(script.used([0]), at: 1, comes: .done)
    }

    @Test("what no call was about is read and tried again, and left after three tries")
    func late() throws {
        var script = try BatchScript([.expired])
        script.begin(calling: script.delete([0]))
        for _ in 0..<2 {
            script.after(script.called(), comes: .checkNewest([0], isRetry: true))
            script.after(.newestChecked([:]), comes: script.recheck([0]))
            script.after(script.seen(), comes: script.delete([0]))
        }
        script.after(script.called(), comes: .done)
        #expect(script.outcomes == [0: .skipped(.notSent)])
    }

    @Test("nothing is tried again, and nothing begun is finished, once the clock turns out to be off")
    func wrongClock() throws {
        let blocked = ImageOutcome.skipped(.blocked(ClockTolerance.warning(400)))
        var script = try BatchScript([.index(of: 1), .expired, .expired])
        script.begin(calling: script.delete([0, 2]))
        script.after(script.called([0: .done]), clockOffset: 400, comes: .done)
        #expect(script.outcomes == [0: .done, 1: blocked, 2: blocked])
    }

    @Test("archiving goes on as long as each reading gets something done, and else for three tries")
    func archiving() throws {
        var script = try BatchScript([.archived, .archived, .archived, .archived, .archived])
        script.begin(calling: script.archive([0, 1, 2, 3, 4]))
        for position in 0..<3 {
            script.after(
                script.called(.archived, of: [position]), at: 31,
                comes: .checkNewest(Array(position + 1..<5), isRetry: false))
            script.after(.newestChecked([:]), at: 31, comes: script.recheck(Array(position + 1..<5)))
            script.after(script.seen(at: 31), at: 31, comes: script.archive(Array(position + 1..<5), readAt: 31))
        }
        for _ in 0..<2 {
            script.after(
                script.called(pending: [3: Self.throttled]), at: 31, comes: .checkNewest([3, 4], isRetry: true))
            script.after(.newestChecked([:]), at: 31, comes: script.recheck([3, 4]))
            script.after(script.seen(at: 31), at: 31, comes: script.archive([3, 4], readAt: 31))
        }
        script.after(script.called(pending: [3: Self.throttled]), at: 31, comes: .done)
        #expect(script.outcomes[3] == Self.throttled && script.outcomes[4] == .skipped(.notSent))
    }

    @Test("a deletion's tries are counted, whatever it got done")
    func deletionTries() throws {
        var script = try BatchScript([.expired, .expired, .expired, .expired])
        script.begin(calling: script.delete([0, 1, 2, 3]))
        for position in 0..<2 {
            let left = Array(position + 1..<4)
            script.after(
                script.called([position: .done], pending: [3: Self.throttled]), comes: .checkNewest(left, isRetry: true)
            )
            script.after(.newestChecked([:]), comes: script.recheck(left))
            script.after(script.seen(), comes: script.delete(left))
        }
        script.after(script.called([2: .done], pending: [3: Self.throttled]), comes: .done)
    }

    @Test("the end of the run ends the tries: all is skipped but what may have taken effect")
    func stopped() throws {
        var script = try BatchScript([.expired, .expired, .expired])
        script.begin(calling: script.delete([0, 1, 2]))
        script.after(
            script.called(pending: [0: Self.throttled, 1: Self.referenced, 2: .unconfirmed("no answer")]),
            isPastDeadline: true, comes: .done)
        let skip = ImageOutcome.skipped(.ranOut("time ran out"))
        #expect(script.outcomes == [0: skip, 1: skip, 2: .unconfirmed("no answer")])
    }

    @Test("what belongs to an image whose deletion had no answer is not said to belong to one that was left")
    func unconfirmedParent() throws {
        var script = try BatchScript([.index(of: 1), .expired])
        script.begin(calling: script.delete([0]))
        script.after(script.called([0: .unconfirmed("no answer")]), comes: .done)
        #expect(script.outcomes[1] == .skipped(.parentUnconfirmed(script.plan.digest(of: 0))))
    }

    @Test("a cancellation ends the tries, but of what finishes a family")
    func cancelled() throws {
        var script = try BatchScript([.index(of: 1), .expired])
        script.begin(calling: script.delete([0]))
        script.after(script.called(.done, of: [0]), comes: script.delete([1], completesParent: true))
        script.after(
            script.called(pending: [1: Self.throttled]), isCancelled: true,
            comes: script.recheck([1], completesParent: true))

        script = try BatchScript([.expired])
        script.begin(calling: script.delete([0]))
        script.after(script.called(pending: [0: Self.throttled]), isCancelled: true, comes: .done)
        #expect(script.outcomes[0]?.isSkipped == true)
    }

    @Test("an error that would come again ends the tries of what it is about")
    func lastingError() throws {
        let error = AWSError.denial(of: "ecr:BatchDeleteImage")
        var script = try BatchScript([.expired])
        script.begin(calling: script.delete([0]))
        script.after(script.called(), lastingErrors: [.deleting: error], comes: .done)
        #expect(script.outcomes == [0: .skipped(.pointless("\(error)"))])

        script = try BatchScript([.archived, .archived])
        script.begin(calling: script.archive([0, 1]))
        script.after(
            script.called(.archived, of: [0]), at: 31, lastingErrors: [.deleting: error],
            comes: .checkNewest([1], isRetry: false))
    }

    @Test("where ECR says that an index holds an image, the retry waits a second")
    func waiting() throws {
        var script = try BatchScript([.index(of: 1), .expired])
        script.begin(calling: script.delete([0]))
        script.after(script.called(.done, of: [0]), comes: script.delete([1], completesParent: true))
        for _ in 0..<2 {
            script.after(script.called(pending: [1: Self.referenced]), at: 1, comes: .wait)
            script.after(.waited, at: 2, comes: script.recheck([1], completesParent: true))
            script.after(script.seen(at: 2), at: 2, comes: script.delete([1], readAt: 2, completesParent: true))
        }
        script.after(script.called(pending: [1: Self.referenced]), at: 3, comes: .done)
        #expect(script.outcomes == [0: .done, 1: Self.referenced])
    }

    @Test("an answer about an image that the call did not name changes nothing")
    func unnamed() throws {
        var script = try BatchScript([.index(of: 1), .expired])
        script.begin(calling: script.delete([0]))
        script.after(script.called([0: .done, 1: .done]), comes: script.delete([1], completesParent: true))
    }

    @Test("an event that nothing led to lets nothing be deleted that was not read", arguments: [0, 1, 2, 3])
    func unexpected(number: Int) throws {
        var script = try BatchScript([.expired])
        let events: [BatchExecution.Event] = [
            script.called(.done, of: [0]), .waited, script.used([0]), .usageRead(.unknown(.blocked(""))),
        ]
        script.after(events[number], comes: .done)
        #expect(script.outcomes[0]?.isDone != true)
    }
}
