import ECRSimulator
import Foundation
import ImageModel
import Retention
import TestSupport
import Testing

@testable import Cleanup

@Suite("Families at the end of a run")
struct FamilyEndTests {
    private static func families(_ count: Int) -> [ImageEntry] {
        (0..<count).flatMap { number in
            [
                ImageEntry("child-\(number)", pushed: .daysAgo(31)),
                ImageEntry(
                    "index-\(number)", tags: [ImageTag("v\(number)")], pushed: .daysAgo(30),
                    manifests: ["child-\(number)"]),
            ]
        }
    }

    @Test("when time runs out between an index and what it held, the next run takes that as images of their own")
    func deadline() async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.expireOld())
        stage.registry.on(.after, call: 1, of: "BatchDeleteImage") { _ in stage.clock.advance(by: 100) }
        let outcomes = try await stage.carryOut(planned, deadline: TestClock.start + 50)
        let ranOut = ImageOutcome.skipped(.ranOut("time ran out"))
        #expect(
            try stage.outcomes(outcomes, of: "index", "other", "arm", "amd", "signature") == [
                .done, .done, ranOut, ranOut, ranOut,
            ])
        #expect(stage.deletionSizes == [2])
        let next = try await stage.carryOut(try await stage.plan(.expireOld()))
        #expect(next.count == 3 && next.values.allSatisfy { $0 == .done })
        #expect(stage.left().isEmpty)
    }

    @Test("no batch is begun after the deadline, and each image has an outcome")
    func laterBatches() async throws {
        let stage = try Stage(Self.families(500))
        let planned = try await stage.plan(.expireOld())
        stage.registry.on(.after, call: 1, of: "BatchDeleteImage") { _ in stage.clock.advance(by: 100) }
        let outcomes = try await stage.carryOut(planned, deadline: TestClock.start + 50)
        #expect(outcomes.count == 1000)
        let left = stage.left()
        #expect(left.count > 500)
        for (digest, outcome) in outcomes {
            switch outcome {
            case .deleted: #expect(!left.contains(digest))
            case .skipped(.ranOut): #expect(left.contains(digest))
            default: Issue.record("\(outcome)")
            }
        }
    }

    @Test(
        "a limit takes whole families, and a smaller one where a larger has no room",
        arguments: [(1, 1), (4, 2), (5, 5), (6, 6)])
    func limit(maximum: Int, deleted: Int) async throws {
        let stage = try Stage(.family + [ImageEntry("younger", pushed: .daysAgo(20))])
        let summary = try await stage.clean {
            $0.maximumImages = maximum
            $0.policy.sections[0].rules = [.expireOld()]
        }
        #expect(summary.totals.deleted == deleted)
        #expect(summary.totals.skipped == 6 - deleted)
        #expect(summary.totals.remaining == 6 - deleted)
        #expect(summary.status == .succeeded)
        #expect(stage.left().contains(try stage.digest("index")) == stage.left().contains(try stage.digest("arm")))
    }

    @Test(
        "a family that is larger than the limit is warned of, since no run will take it",
        arguments: [(0, false), (1, true), (3, true), (4, false), (6, false)])
    func familyOverLimit(maximum: Int, isWarned: Bool) async throws {
        for isDryRun in [true, false] {
            let stage = try Stage(.family + [ImageEntry("younger", pushed: .daysAgo(20))])
            let summary = try await stage.clean {
                $0.isDryRun = isDryRun
                $0.maximumImages = maximum
                $0.policy.sections[0].rules = [.expireOld()]
            }
            #expect(
                summary.warnings.contains { $0.contains("raise maxImages to 4") && $0.contains("app") } == isWarned)
        }
    }

    @Test("a run that is cancelled finishes the families that it began, and begins no other")
    func cancelled() async throws {
        let count = 500
        let stage = try Stage(Self.families(count))
        let planned = try await stage.plan(.expireOld())
        let task = TaskBox()
        stage.registry.on(.after, call: 1, of: "BatchDeleteImage") { _ in task.cancel() }
        let outcomes = try await task.run { await Result { try await stage.carryOut(planned) } }.get()
        for number in 0..<count {
            switch outcomes[try stage.digest("index-\(number)")] {
            case .deleted: #expect(outcomes[try stage.digest("child-\(number)")] == .done)
            case .skipped(.ranOut(let reason)):
                #expect(outcomes[try stage.digest("child-\(number)")] == .skipped(.ranOut(reason)))
            case let outcome: Issue.record("\(String(describing: outcome))")
            }
        }
        let deleted = outcomes.values.count { $0 == .done }
        #expect((100...100 * Executor.familyWidth).contains(deleted))
        #expect(stage.left().count == 2 * count - deleted)
    }

    @Test("a run that is cancelled finishes a family that it began, however large")
    func cancelledLarge() async throws {
        let names = (0..<250).map { "child-\($0)" }
        let stage = try Stage(
            names.map { ImageEntry($0, pushed: .daysAgo(31)) }
                + [ImageEntry("index", tags: ["v1"], pushed: .daysAgo(30), manifests: names)])
        let planned = try await stage.plan(.expireOld())
        let task = TaskBox()
        stage.registry.on(.after, call: 1, of: "BatchDeleteImage") { _ in task.cancel() }
        let outcomes = try await task.run { await Result { try await stage.carryOut(planned) } }.get()
        #expect(outcomes.count == 251 && outcomes.values.allSatisfy { $0 == .done })
        #expect(stage.left().isEmpty)
    }

    @Test("a run that is cancelled still asks for a missing subject, to finish the family that it began")
    func cancelledBeforeAsking() async throws {
        let stage = try Stage([
            ImageEntry("dead", pushed: .daysAgo(1)), ImageEntry("child", pushed: .daysAgo(31), subject: "dead"),
            ImageEntry("index", tags: ["v1"], pushed: .daysAgo(30), manifests: ["child"]),
        ])
        stage.registry.remove(try stage.digest("dead"), from: "app")
        let planned = try await stage.plan(.archiveOld)
        let task = TaskBox()
        stage.registry.on(.after, call: 1, of: "UpdateImageStorageClass") { _ in task.cancel() }
        let outcomes = try await task.run { await Result { try await stage.carryOut(planned) } }.get()
        #expect(try stage.outcomes(outcomes, of: "index", "child") == [.archived, .archived])
    }

    @Test("a run that is cancelled while it archives finishes the family that it began")
    func cancelledWhileArchiving() async throws {
        let stage = try Stage(Self.families(3))
        let planned = try await stage.plan(.archiveOld)
        let task = TaskBox()
        stage.registry.on(.after, call: 1, of: "UpdateImageStorageClass") { _ in task.cancel() }
        let outcomes = try await task.run { await Result { try await stage.carryOut(planned) } }.get()
        #expect(outcomes.values.count { $0 == .archived } == 2)
        #expect(outcomes.values.count { $0 == .skipped(.ranOut("the run was cancelled")) } == 4)
        let first = try #require(planned.plan.families.first)
        #expect(planned.plan.digests(of: first).allSatisfy { outcomes[$0] == .archived })
    }
}

extension Result where Failure == any Error, Success: Sendable {
    init(_ body: @Sendable () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
