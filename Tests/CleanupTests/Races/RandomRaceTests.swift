import Foundation
import ImageModel
import Retention
import Testing

@testable import Cleanup

@Suite("Random races with others and with the network")
struct RandomRaceTests {
    /// How many races are run.
    private static let count = Int(ProcessInfo.processInfo.environment["RACES"] ?? "") ?? 300
    static let shares = Array(0..<4)

    @Test("delete nothing that was not planned, or not read again in time, or before its parents", arguments: shares)
    func promises(share: Int) async throws {
        var (built, done) = (0, 0)
        for seed in stride(from: share, to: Self.count, by: Self.shares.count) {
            // Some random repositories can't be: two images would have one tag.
            guard let race = try? Race(seed: UInt64(seed)) else { continue }
            let result = try await RaceWorld(race).result()
            built += 1
            done += result.members.count { result.outcomes[$0]?.isDone == true }
            expectPlanned(result, seed: seed)
            expectReadAgain(result, seed: seed)
            expectParentsFirst(result, seed: seed)
            guard race.isHonest else { continue }
            let deleted = result.members.filter { result.outcomes[$0] == .done }.map(result.plan.digest)
            #expect(result.left.isDisjoint(with: deleted), "seed \(seed)")
        }
        // An executor that skips everything would keep every promise.
        #expect(built * 10 > Self.count / Self.shares.count * 9)
        #expect(done > built)
    }

    /// Each call is about images that were planned, and does what was planned.
    private func expectPlanned(_ result: RaceResult, seed: Int) {
        var planned: [ImageDigest: Rule.Action] = [:]
        for member in result.members { planned[result.plan.digest(of: member)] = result.plan.action(on: member) }
        for call in result.calls {
            guard let action = call.action else { continue }
            #expect(call.digests.allSatisfy { planned[$0] == action }, "seed \(seed): \(call)")
        }
    }

    /// Nothing is sent about an image that was read more than a second ago, unless its readings were slow twice.
    private func expectReadAgain(_ result: RaceResult, seed: Int) {
        var readAt: [ImageDigest: [Date]] = [:]
        for call in result.calls where call.isOfOwnRegistry {
            if call.operation == "DescribeImages" {
                for digest in call.digests { readAt[digest, default: []].append(call.time) }
            }
            guard call.action != nil else { continue }
            for digest in call.digests {
                let times = readAt[digest] ?? []
                readAt[digest] = times.suffix(1)
                let age = call.time.timeIntervalSince(times.last ?? .distantPast)
                guard age > FreshnessWindow.lifetime else { continue }
                #expect(age <= FreshnessWindow.longestReading, "seed \(seed): \(call)")
                // One before the wait or the last attempt, and two as its turn came. Attempts at a reading follow each other at once.
                let readings = zip(times, times.dropFirst()).count {
                    $1.timeIntervalSince($0) > FreshnessWindow.lifetime
                }
                #expect(readings + 1 >= 3, "seed \(seed): \(call)")
            }
        }
    }

    /// Each image has an outcome, and nothing was done to one before it was done to its parents.
    private func expectParentsFirst(_ result: RaceResult, seed: Int) {
        let (plan, outcomes) = (result.plan, result.outcomes)
        for (position, outcome) in outcomes.enumerated() {
            #expect((outcome != nil) == plan.assessment.decisions[position].isSelected, "seed \(seed): \(position)")
            guard outcome == .done || outcome == .archived else { continue }
            #expect(plan.parents(of: position).allSatisfy { outcomes[$0]?.isDone == true }, "seed \(seed): \(position)")
        }
    }
}

extension RaceResult {
    /// The images to which something was to be done.
    fileprivate var members: [Int] { plan.families.flatMap(\.members) }
}
