import ECRSimulator
import Foundation
import ImageModel
import Retention
import Testing

@testable import Cleanup

@Suite("Cleanups of random repositories by random policies")
struct RandomCleanupTests {
    /// Each runs a share of the seeds, so that they run side by side.
    static let shares = Array(0..<8)
    private static let seedsPerShare = 25

    private static func seeds(of share: Int) -> Range<UInt64> {
        UInt64(share * seedsPerShare)..<UInt64((share + 1) * seedsPerShare)
    }

    @Test("the size of the pages changes no decision", arguments: shares)
    func paging(share: Int) async throws {
        for seed in Self.seeds(of: share) {
            let random = try RandomStage(seed: seed)
            let whole = try await random.run(isDryRun: true)
            for pageSize in [1, 7] {
                // Reading manifests has moved pull times.
                try random.stage.registry.reset()
                let paged = try await random.run(isDryRun: true, pageSize: pageSize)
                #expect(paged.sortedRepositories == whole.sortedRepositories, "seed \(seed), pages of \(pageSize)")
            }
        }
    }

    @Test("what is left is what was planned to stay, and the numbers agree with it", arguments: shares)
    func endState(share: Int) async throws {
        for seed in Self.seeds(of: share) {
            let random = try RandomStage(seed: seed)
            let before = random.stage.registry.images(in: "app")
            let summary = try await random.run(isDryRun: false)
            let report = try #require(summary.repositories.first)
            let after = Dictionary(
                uniqueKeysWithValues: random.stage.registry.images(in: "app").map { ($0.digest, $0) })
            #expect(report.images.count == before.count, "seed \(seed)")
            for image in report.images {
                let left = after[image.image.digest]
                switch image.outcome {
                case .kept, .skipped: #expect(left?.status == image.image.status, "seed \(seed): \(image)")
                case .deleted:
                    #expect(left == nil && image.decision.verdict == .expire, "seed \(seed): \(image)")
                case .archived:
                    #expect(
                        left?.status == .archived && image.decision.verdict == .transition, "seed \(seed): \(image)")
                case .wouldDelete, .wouldArchive, .failed: Issue.record("seed \(seed): \(image)")
                }
            }
            if random.isReadable {
                let skipped = report.images.filter { $0.outcome == .skipped }
                #expect(skipped.isEmpty, "seed \(seed): \(skipped.map { $0.note ?? "" })")
            }
            expectBalanced(report, seed: seed)
            #expect(report.counts.deleted == before.count - after.count, "seed \(seed)")
        }
    }

    /// The counting rules of the summary.
    private func expectBalanced(_ report: RepositoryReport, seed: UInt64) {
        let counts = report.counts
        let images = report.images
        #expect(counts.scanned == images.count, "seed \(seed)")
        #expect(counts.scanned == counts.kept + counts.protected + counts.selected, "seed \(seed)")
        #expect(
            counts.selected == counts.deleted + counts.archived + counts.failed + counts.skipped, "seed \(seed)")
        #expect(counts.protected == images.count { $0.decision.verdict == .protect }, "seed \(seed)")
        #expect(counts.protected == report.byProtection.entries.reduce(0) { $0 + $1.count }, "seed \(seed)")
        #expect(counts.selected == images.count { $0.decision.isSelected }, "seed \(seed)")
        let byRule = images.count { $0.decision.isSelected && $0.decision.rule != nil }
        #expect(report.byRule.entries.reduce(0) { $0 + $1.count } == byRule, "seed \(seed)")
        #expect(images.allSatisfy { !$0.decision.sentence.isEmpty }, "seed \(seed)")
    }

    @Test("a second run finds nothing", arguments: shares)
    func convergence(share: Int) async throws {
        for seed in Self.seeds(of: share) {
            let random = try RandomStage(seed: seed)
            // A manifest whose index went is an image of its own, and may be the newest then in place of another.
            guard random.isReadable, random.policy.protection.newest == nil else { continue }
            _ = try await random.run(isDryRun: false)
            let second = try await random.run(isDryRun: false)
            #expect(second.totals.selected == 0, "seed \(seed)")
        }
    }
}
