import AWSClient
import ECRSimulator
import Foundation
import ImageModel
import Testing

@testable import Cleanup
@testable import Retention

@Suite("Errors that would come again")
struct LastingErrorTests {
    /// 300 images, each for itself, of which every second is archived and the others deleted.
    private func both(on stage: Stage) async throws -> Planned {
        var planned = try await stage.plan(.expireOld())
        var assessment = planned.plan.assessment
        for (index, family) in planned.plan.families.enumerated() where index.isMultiple(of: 2) {
            for member in family.members { assessment.decisions[member].verdict = .transition }
        }
        planned.plan = Plan(assessment)
        return planned
    }

    private func counts(_ outcomes: [ImageDigest: ImageOutcome]) -> [String: Int] {
        outcomes.values.reduce(into: [:]) { counts, outcome in
            switch outcome {
            case .deleted: counts["deleted", default: 0] += 1
            case .archived: counts["archived", default: 0] += 1
            case .failed: counts["failed", default: 0] += 1
            case .skipped(.checkFailed): counts["checkFailed", default: 0] += 1
            case .skipped(.pointless): counts["pointless", default: 0] += 1
            default: counts["\(outcome)", default: 0] += 1
            }
        }
    }

    @Test("who may not archive may delete")
    func archiving() async throws {
        let stage = try Stage(.stale(300))
        let outcomes = try await stage.carryOut(
            try await both(on: stage), through: stage.denying("UpdateImageStorageClass"))
        let counts = counts(outcomes)
        #expect(counts["deleted"] == 150)
        #expect(counts["failed", default: 0] >= 1)
        #expect(counts["failed", default: 0] + counts["pointless", default: 0] == 150)
        #expect(counts["failed", default: 0] <= Executor.width)
    }

    @Test("who may not delete may archive")
    func deleting() async throws {
        let stage = try Stage(.stale(300))
        let outcomes = try await stage.carryOut(try await both(on: stage), through: stage.denying("BatchDeleteImage"))
        let counts = counts(outcomes)
        #expect(counts["archived"] == 150)
        #expect(counts["failed", default: 0] >= 50)
        #expect(counts["failed", default: 0] + counts["pointless", default: 0] == 150)
    }

    @Test("who may not read again does neither")
    func reading() async throws {
        let stage = try Stage(.stale(1000))
        let outcomes = try await stage.carryOut(
            try await both(on: stage), batchesAtOnce: 2, through: stage.denying("DescribeImages", naming: "imageIds"))
        let counts = counts(outcomes)
        #expect((100...200).contains(counts["checkFailed", default: 0]))
        #expect(counts["checkFailed", default: 0] + counts["pointless", default: 0] == 1000)
        #expect(stage.left().count == 1000)
        #expect(stage.registry.calls["UpdateImageStorageClass"] == nil)
    }

    @Test("who may not list again, where an image is gone, does nothing more; what is gone is not known")
    func listing() async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.expireOld())
        stage.registry.remove(try stage.digest("other"), from: "app")
        let outcomes = try await stage.carryOut(
            planned, through: stage.denying("DescribeImages", naming: "maxResults"))
        #expect(counts(outcomes) == ["checkFailed": 5])
        guard case .skipped(.checkFailed(let reason)) = outcomes[try stage.digest("index")] else { return }
        #expect(reason.contains("finding out whether it is gone failed: ecr:DescribeImages"))
        #expect(stage.left().count == 4)
    }

    @Test("what belongs to an image whose call failed is left; what follows one that was not tried is not tried")
    func families() async throws {
        let images = (0..<120).flatMap { number in
            [
                ImageEntry("child-\(number)", pushed: .daysAgo(31)),
                ImageEntry(
                    "index-\(number)", tags: [ImageTag("v\(number)")], pushed: .daysAgo(30),
                    manifests: ["child-\(number)"]),
                ImageEntry("signature-\(number)", pushed: .daysAgo(30), subject: "index-\(number)"),
                ImageEntry("sbom-\(number)", pushed: .daysAgo(30), subject: "child-\(number)"),
            ]
        }
        let stage = try Stage(images)
        let outcomes = try await stage.carryOut(
            try await stage.plan(.expireOld()), through: stage.denying("BatchDeleteImage"))
        for number in 0..<120 {
            let index = try stage.digest("index-\(number)")
            let child = try stage.digest("child-\(number)")
            let others = try stage.outcomes(outcomes, of: "child-\(number)", "signature-\(number)", "sbom-\(number)")
            switch outcomes[index] {
            case .failed: #expect(others == [.left(with: index), .left(with: index), .left(with: child)])
            case .skipped(.pointless(let reason)):
                #expect(others == Array(repeating: .skipped(.pointless(reason)), count: 3))
            default: Issue.record("\(String(describing: outcomes[index]))")
            }
        }
    }

    @Test("a passing error stops its own batch alone, and what belongs to its images")
    func passing() async throws {
        let stage = try Stage(.family + .stale(150), faults: [Fault(.throttling, of: "BatchDeleteImage", calls: 1)])
        let outcomes = try await stage.carryOut(try await stage.plan(.expireOld()), maximumAttempts: 1)
        let counts = counts(outcomes)
        #expect(counts["pointless"] == nil)
        #expect(counts["failed", default: 0] > 0 && counts["deleted", default: 0] > 0)
        #expect(stage.left().count == 155 - counts["deleted", default: 0])
    }

    @Test("a deletion whose answer is lost is seen in the registry, and what belongs to its images goes")
    func lostAnswer() async throws {
        let stage = try Stage(
            .family, faults: [Fault(.connectionCut(afterEffect: true), of: "BatchDeleteImage", calls: 1)])
        let outcomes = try await stage.carryOut(try await stage.plan(.expireOld()), maximumAttempts: 1)
        #expect(outcomes.count == 5 && outcomes.values.allSatisfy { $0 == .done })
        #expect(stage.left().isEmpty)
    }
}
