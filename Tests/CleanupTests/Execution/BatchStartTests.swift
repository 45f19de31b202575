import AWSClient
import Essentials
import Foundation
import ImageModel
import Retention
import Testing

@testable import Cleanup

@Suite("Before the first call of a batch")
struct BatchStartTests {
    private static let cancelled = ImageOutcome.skipped(.ranOut("the run was cancelled"))
    private static let late = ImageOutcome.skipped(.ranOut("time ran out"))

    @Test("usage, the newest and all images are read, in this order")
    func order() throws {
        var script = try BatchScript([.expired, .index(of: 2), .kept], asksUsage: true)
        script.after(.began, comes: .prepareUsage)
        script.after(.usagePrepared, comes: .checkNewest([0, 1], isRetry: false))
        script.after(.newestChecked([:]), at: 3, comes: script.recheck([0, 1, 2]))
        script.after(script.seen(at: 3), at: 4, comes: script.readUsage([0, 1, 2]))
        script.after(script.used([]), at: 4, comes: script.delete([0, 1], readAt: 3))
        script.after(script.called(.done, of: [0, 1]), comes: .done)
        #expect(script.outcomes == [0: .done, 1: .done])
    }

    @Test("a reading that waited for its turn counts from its sending")
    func waitingReading() throws {
        var script = try BatchScript([.expired])
        script.after(.began, comes: .checkNewest([0], isRetry: false))
        script.after(.newestChecked([:]), at: 1, comes: script.recheck([0]))
        script.after(script.seen(at: 9), at: 9.5, comes: script.delete([0], readAt: 9))
    }

    @Test("usage is not asked where the policy does not depend on it")
    func withoutUsage() throws {
        var script = try BatchScript([.expired])
        script.after(.began, comes: .checkNewest([0], isRetry: false))
        script.after(.newestChecked([:]), comes: script.recheck([0]))
        script.after(script.seen(), comes: script.delete([0]))
    }

    @Test("nothing is read when nothing may be called any more")
    func stopped() throws {
        var script = try BatchScript([.expired, .index(of: 2), .expired], asksUsage: true)
        script.after(.began, isCancelled: true, comes: .done)
        #expect(script.outcomes == [0: Self.cancelled, 1: Self.cancelled, 2: Self.cancelled])
        script = try BatchScript([.expired])
        script.after(.began, isPastDeadline: true, comes: .done)
        #expect(script.outcomes == [0: Self.late])
        script = try BatchScript([.expired, .archived])
        let error = AWSError.denial(of: "ecr:DescribeImages")
        script.after(.began, lastingErrors: [.reading: error], comes: .done)
        #expect(script.outcomes == [0: .skipped(.pointless("\(error)")), 1: .skipped(.pointless("\(error)"))])
    }

    @Test("an image that the policy keeps is left, even if a plan names it")
    func keptMember() throws {
        let script = try BatchScript([.kept, .expired])
        var plan = Plan(script.plan.assessment, levels: [], imageCount: 1)
        plan.append([0])
        var batch = BatchExecution(of: Array(plan.families), in: plan, manifestsReadAt: [:], asksUsage: false)
        #expect(batch.next(.began, at: StopConditions.Moment(now: .distantPast)) == .done)
        #expect(batch.outcomes == [0: .skipped(.blocked("the policy does not take it"))])
    }

    @Test("nothing is read when the clock is over five minutes off", arguments: [300.5, -300.5])
    func wrongClock(offset: Double) throws {
        let blocked = ImageOutcome.skipped(.blocked(ClockTolerance.warning(offset)))
        var script = try BatchScript([.expired, .archived])
        script.after(.began, clockOffset: offset, comes: .done)
        #expect(script.outcomes == [0: blocked, 1: blocked])
        script = try BatchScript([.expired, .archived])
        script.after(.began, clockOffset: offset.rounded(.towardZero), comes: .checkNewest([0, 1], isRetry: false))
    }

    @Test("what may not be deleted may still be archived")
    func lastingError() throws {
        let error = AWSError.denial(of: "ecr:BatchDeleteImage")
        var script = try BatchScript([.expired, .archived])
        script.after(.began, lastingErrors: [.deleting: error], comes: .checkNewest([1], isRetry: false))
        script.after(.newestChecked([:]), comes: script.recheck([0, 1]))
        script.after(script.seen(), lastingErrors: [.deleting: error], comes: script.archive([1]))
        #expect(script.outcomes == [0: .skipped(.pointless("\(error)"))])
    }

    @Test("the newest are not checked for what finishes a family")
    func completing() throws {
        let error = AWSError.denial(of: "ecr:UpdateImageStorageClass")
        var script = try BatchScript([.index(.transition, of: 1), .expired])
        script.after(.began, lastingErrors: [.archiving: error], comes: script.recheck([0, 1]))
        // The child belongs to what was not archived.
        script.after(script.seen(), comes: .done)
        #expect(script.outcomes.values.allSatisfy { $0 == .skipped(.pointless("\(error)")) })
    }

    @Test("what rests on newest images that changed is left; the others are read again with it")
    func newest() throws {
        let change = ImageOutcome.skipped(.newestChanged("rule 1 keeps the newest 1"))
        var script = try BatchScript([.expired, .expired])
        script.after(.began, comes: .checkNewest([0, 1], isRetry: false))
        script.after(.newestChecked([1: change]), comes: script.recheck([0, 1]))
        script.after(script.seen(), comes: script.delete([0]))
        script.after(script.called(.done, of: [0]), comes: .done)
        #expect(script.outcomes == [0: .done, 1: change])

        script = try BatchScript([.expired])
        script.after(.began, comes: .checkNewest([0], isRetry: false))
        script.after(.newestChecked([0: change]), comes: .done)
    }

    @Test("what is gone is gone, and what changed is left, whatever was known of it before")
    func changes() throws {
        var script = try BatchScript([.expired, .expired, .expired, .expired])
        script.after(.began, comes: .checkNewest([0, 1, 2, 3], isRetry: false))
        script.after(.newestChecked([0: .skipped(.newestChanged("one"))]), comes: script.recheck([0, 1, 2, 3]))
        script.after(script.seen(gone: [0], pulled: [1], missing: [2]), comes: script.delete([3]))
        #expect(
            script.outcomes == [
                0: .goneAlready, 1: .changed("it was pulled"),
                2: .skipped(.unverified("the registry gave no answer about it")),
            ])
    }

    @Test("a change climbs to the index, however deep down it is, and not from a referrer")
    func climbing() throws {
        // An index of an index of a kept image; a referrer of the outer one.
        var script = try BatchScript([.index(of: 1), .index(of: 2), .kept, .referrer(to: 0), .expired])
        script.after(.began, comes: .checkNewest([0, 4], isRetry: false))
        script.after(.newestChecked([:]), comes: script.recheck([0, 1, 3, 2, 4]))
        script.after(script.seen(pulled: [2]), comes: script.delete([4]))
        let change = ImageOutcome.changed("what it holds, \(script.plan.digest(of: 2)), changed: it was pulled")
        #expect(script.outcomes[0] == change && script.outcomes[1] == change && script.outcomes[3] == nil)
        script.after(script.called(.done, of: [4]), comes: .done)
        #expect(script.outcomes[3] == .left(with: script.plan.digest(of: 0)))

        script = try BatchScript([.expired, .referrer(to: 0)])
        script.after(.began, comes: .checkNewest([0], isRetry: false))
        script.after(.newestChecked([:]), comes: script.recheck([0, 1]))
        script.after(script.seen(pulled: [1]), comes: script.delete([0]))
    }

    @Test("of several changes the nearest is named")
    func nearest() throws {
        var script = try BatchScript([.index(of: 1, 2), .index(of: 3), .expired, .expired])
        script.after(.began, comes: .checkNewest([0], isRetry: false))
        script.after(.newestChecked([:]), comes: script.recheck([0, 1, 2, 3]))
        script.after(script.seen(pulled: [3], missing: [2]), comes: .done)
        #expect(
            script.outcomes[0]
                == .skipped(
                    .unverified("the registry gave no answer about what it holds, \(script.plan.digest(of: 2))")))
    }

    @Test("where images could not be read, only what is gone is known")
    func unreadable() throws {
        let failure = ImageOutcome.skipped(.checkFailed("reading it again failed: no"))
        var script = try BatchScript([.expired, .index(of: 2), .expired], asksUsage: true)
        script.after(.began, comes: .prepareUsage)
        script.after(.usagePrepared, comes: .checkNewest([0, 1], isRetry: false))
        script.after(.newestChecked([:]), comes: script.recheck([0, 1, 2]))
        script.after(script.seen(gone: [0], missing: [1, 2], failure: failure), comes: .done)
        #expect(script.outcomes == [0: .goneAlready, 1: failure, 2: failure])
    }
}
