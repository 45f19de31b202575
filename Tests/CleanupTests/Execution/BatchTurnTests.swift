import AWSClient
import Foundation
import ImageModel
import Retention
import Testing

@testable import Cleanup

@Suite("The order of the calls of a batch")
struct BatchTurnTests {
    @Test("parents come first, then children, then referrers")
    func levels() throws {
        var script = try BatchScript([.index(of: 1, 2), .expired, .expired, .referrer(to: 0), .expired])
        script.begin(calling: script.delete([0, 4]))
        script.after(script.called(.done, of: [0, 4]), comes: script.delete([1, 2], completesParent: true))
        script.after(script.called(.done, of: [1, 2]), comes: script.delete([3], completesParent: true))
        script.after(script.called(.done, of: [3]), comes: .done)
        #expect(script.outcomes.count == 5 && script.outcomes.values.allSatisfy { $0 == .done })
    }

    @Test("of a level, what is archived comes before what is deleted")
    func actions() throws {
        var script = try BatchScript([.expired, .archived, .index(of: 4, 5), .archived, .archived, .expired])
        script.begin(calling: script.archive([1, 3]))
        script.after(script.called(.archived, of: [1, 3]), comes: script.delete([0, 2]))
        script.after(script.called(.done, of: [0, 2]), comes: script.archive([4], completesParent: true))
        script.after(script.called(.archived, of: [4]), comes: script.delete([5], completesParent: true))
        script.after(script.called(.done, of: [5]), comes: .done)
    }

    @Test("what belongs to an image that was left is left, too, and so is what belongs to that")
    func parentLeft() throws {
        let refused = ImageOutcome.refused(code: "KmsError", reason: "no")
        var script = try BatchScript([.index(of: 1), .index(of: 2), .expired, .expired])
        script.begin(calling: script.delete([0, 3]))
        script.after(script.called([0: refused, 3: .done]), comes: .done)
        #expect(
            script.outcomes == [
                0: refused, 1: .left(with: script.plan.digest(of: 0)), 2: .left(with: script.plan.digest(of: 1)),
                3: .done,
            ])
    }

    @Test("each parent must be done, also one that stays")
    func allParents() throws {
        var script = try BatchScript([.index(of: 2), .index(nil, of: 2), .expired])
        script.begin(calling: script.delete([0]))
        script.after(script.called(.done, of: [0]), comes: .done)
        #expect(script.outcomes[2] == .left(with: script.plan.digest(of: 1)))
    }

    @Test("what belongs to an image that was gone already goes")
    func goneParent() throws {
        var script = try BatchScript([.index(of: 1), .expired])
        script.after(.began, comes: .checkNewest([0], isRetry: false))
        script.after(.newestChecked([:]), comes: script.recheck([0, 1]))
        script.after(script.seen(gone: [0]), comes: script.delete([1], completesParent: true))
    }

    @Test(
        "the end of the run, and an error that would come again, are the reason for all that follow",
        arguments: [ImageOutcome.skipped(.ranOut("time ran out")), .skipped(.pointless("no"))])
    func skipOfAll(outcome: ImageOutcome) throws {
        var script = try BatchScript([.index(of: 1), .expired, .referrer(to: 1)])
        script.begin(calling: script.delete([0]))
        script.after(script.called([0: outcome]), comes: .done)
        #expect(script.outcomes == [0: outcome, 1: outcome, 2: outcome])
    }

    @Test("a cancellation does not keep what was begun from being finished, and everything else")
    func cancelled() throws {
        var script = try BatchScript([.archived, .index(.transition, of: 3), .expired, .archived])
        script.begin(calling: script.archive([0, 1]))
        script.after(
            script.called(.archived, of: [0, 1]), isCancelled: true, comes: script.archive([3], completesParent: true))
        #expect(script.outcomes[2] == .skipped(.ranOut("the run was cancelled")))
        script.after(script.called(.archived, of: [3]), isCancelled: true, comes: .done)
    }

    @Test("the deadline keeps everything from being done, and an error what it is about")
    func stopped() throws {
        var script = try BatchScript([.index(of: 1), .expired])
        script.begin(calling: script.delete([0]))
        script.after(script.called(.done, of: [0]), isPastDeadline: true, comes: .done)
        #expect(script.outcomes[1] == .skipped(.ranOut("time ran out")))

        let error = AWSError.denial(of: "ecr:BatchDeleteImage")
        script = try BatchScript([.index(of: 1, 2), .expired, .archived])
        script.begin(calling: script.delete([0]))
        script.after(
            script.called(.done, of: [0]), lastingErrors: [.deleting: error],
            comes: script.archive([2], completesParent: true))
        script.after(script.called(.archived, of: [2]), lastingErrors: [.deleting: error], comes: .done)
        #expect(script.outcomes[1] == .skipped(.pointless("\(error)")))
    }

    @Test("a call names a hundred images, and after a hundred the others are read again")
    func parts() throws {
        let children = Array(1...150)
        var script = try BatchScript(
            [BatchScript.Entry(action: .expire, holds: children)] + children.map { _ in .expired })
        script.begin(calling: script.delete([0]))
        // With the index the reading has served one image: the next hundred would be too many.
        script.after(
            script.called(.done, of: [0]), at: 1, comes: script.recheck(Array(1...100), completesParent: true))
        script.after(script.seen(at: 1), at: 2, comes: script.delete(Array(1...100), readAt: 1, completesParent: true))
        script.after(
            script.called(.done, of: 1...100), at: 3, comes: script.recheck(Array(101...150), completesParent: true))
        script.after(
            script.seen(at: 3), at: 4, comes: script.delete(Array(101...150), readAt: 3, completesParent: true))
        script.after(script.called(.done, of: 101...150), at: 4, comes: .done)
    }

    @Test("a reading serves the images that a call would have named, also where some of them are left meanwhile")
    func partWithOutcomes() throws {
        let children = Array(1...200)
        var script = try BatchScript(
            [BatchScript.Entry(action: .expire, holds: children)] + children.map { _ in .expired }, asksUsage: true)
        let all = Array(0...200)
        script.after(.began, comes: .prepareUsage)
        script.after(.usagePrepared, comes: .checkNewest([0], isRetry: false))
        script.after(.newestChecked([:]), comes: script.recheck(all))
        script.after(script.seen(), comes: script.readUsage(all))
        script.after(script.used([]), comes: script.delete([0]))
        script.after(script.called(.done, of: [0]), comes: script.readUsage(all, completesParent: true))
        // Of the first hundred nine are left over, and of the second five.
        script.after(
            script.used(Array(1...91) + Array(101...195)), at: 1,
            comes: script.recheck(Array(92...100), completesParent: true))
        script.after(script.seen(at: 1), at: 1, comes: script.delete(Array(92...100), readAt: 1, completesParent: true))
        script.after(
            script.called(.done, of: 92...100), at: 2, comes: script.readUsage(all, completesParent: true))
        script.after(script.used([]), at: 2, comes: script.recheck(Array(196...200), completesParent: true))
    }

    @Test("what came into use before an earlier part is not tried when its own turn comes")
    func usedBeforeTurn() throws {
        var script = try BatchScript([.index(of: 1), .expired, .archived], asksUsage: true)
        script.after(.began, comes: .prepareUsage)
        script.after(.usagePrepared, comes: .checkNewest([0, 2], isRetry: false))
        script.after(.newestChecked([:]), comes: script.recheck([0, 1, 2]))
        script.after(script.seen(), comes: script.readUsage([0, 1, 2]))
        script.after(script.used([1]), comes: script.archive([2]))
        // The index holds what is used.
        script.after(script.called(.archived, of: [2]), comes: .done)
        #expect(script.outcomes[0]?.isDone == false && script.outcomes[1] == .changed("it is in use"))
    }
}
