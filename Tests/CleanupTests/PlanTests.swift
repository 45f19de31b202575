import Foundation
import ImageModel
import Testing

@testable import Cleanup

@Suite("Plan")
struct PlanTests {
    private func plan(_ pushDays: [Double?], _ verdicts: [Decision.Verdict]) throws -> (Plan, [Image]) {
        let images = try pushDays.enumerated().map { number, days in
            Image(digest: try .test(number), pushedAt: days.map { TestClock.start - $0 * 86_400 })
        }
        return (Plan(images: images, decisions: verdicts.map { Decision($0, reason: .noRule) }), images)
    }

    @Test("only what was selected is planned, the archive first, the oldest in front")
    func order() throws {
        let (plan, images) = try plan(
            [16, 30, 20, 50, 40, 60, 70], [.expire, .transition, .expire, .expire, .transition, .keep, .protect])
        #expect(plan.steps.map(\.action) == [.transition, .expire])
        #expect(plan.steps[0].images == [images[4], images[1]])
        #expect(plan.steps[1].images == [images[3], images[2], images[0]])
    }

    @Test("of equal push times the smaller digest is the newer, and comes later")
    func ties() throws {
        let (plan, images) = try plan([20, 20, 20], [.expire, .expire, .expire])
        #expect(plan.steps.flatMap(\.images) == [images[2], images[1], images[0]])
    }

    @Test("an image that was restored is as old as its restoration")
    func restored() throws {
        var (_, images) = try plan([40, 20], [.expire, .expire])
        images[0].lastActivatedAt = TestClock.start - 16 * 86_400
        let plan = Plan(images: images, decisions: images.map { _ in Decision(.expire, reason: .noRule) })
        #expect(plan.steps.flatMap(\.images) == [images[1], images[0]])
    }

    @Test("an empty plan has no steps")
    func empty() throws {
        #expect(try plan([20], [.keep]).0.steps.isEmpty)
        #expect(try plan([], []).0.steps.isEmpty)
    }

    @Test("a prefix goes across the steps", arguments: [(0, []), (1, [1]), (2, [2]), (3, [2, 1]), (9, [2, 2])])
    func prefix(count: Int, sizes: [Int]) throws {
        let (plan, _) = try plan([20, 20, 20, 20], [.expire, .transition, .expire, .transition])
        #expect(plan.prefix(count).steps.map(\.images.count) == sizes)
        #expect(plan.prefix(count).steps.flatMap(\.images) == Array(plan.steps.flatMap(\.images).prefix(count)))
    }

    @Test("a budget is never overdrawn")
    func budget() {
        let budget = ImageBudget(5)
        #expect([3, 3, 1].map(budget.take) == [3, 2, 0])
        #expect(ImageBudget(nil).take(1_000_000) == 1_000_000)
        #expect(ImageBudget(0).take(1) == 0)
        #expect(ImageBudget(-1).take(1) == 0)
    }
}
