import AWSClient
import ECRClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import Retention
import TestSupport
import Testing

@testable import Cleanup

@Suite("Calls that fail")
struct FailureTests {
    @Test("an image that ECR refuses is failed, with ECR's code, and the others are deleted")
    func refusal() async throws {
        let stage = try Stage(.stale(3))
        let digest = try stage.digest("stale-1")
        stage.registry.faults = FaultPlan([
            Fault(.itemFailure(ItemFailure(digest: digest, code: "KmsError", reason: "the key is disabled")))
        ])
        let summary = try await stage.clean()
        let report = try #require(summary.repositories.first)
        #expect(stage.left() == [digest])
        #expect(report.counts.deleted == 2)
        #expect(report.counts.failed == 1)
        #expect(report.failures.map(\.digest) == [digest])
        #expect(report.failures.map(\.code) == ["KmsError"])
        #expect(report.failures.map(\.reason) == ["the key is disabled"])
        #expect(report.status == .partial)
        #expect(summary.status == .partial)
    }

    @Test("a code that nobody knows yet is a failure like others")
    func unknownCode() async throws {
        let stage = try Stage(
            .stale(2), faults: [Fault(.itemFailure(ItemFailure(code: "ImageIsHaunted")), of: "BatchDeleteImage")])
        let report = try #require(try await stage.clean().repositories.first)
        #expect(report.counts.failed == 2)
        #expect(report.failures.allSatisfy { $0.code == "ImageIsHaunted" })
    }

    @Test("a call that is cut is tried again, whether it took effect or not", arguments: [true, false])
    func cutOnce(afterEffect: Bool) async throws {
        let stage = try Stage(
            .stale(3), faults: [Fault(.connectionCut(afterEffect: afterEffect), of: "BatchDeleteImage", calls: 1)])
        let summary = try await stage.clean()
        #expect(stage.left().isEmpty)
        #expect(summary.totals.deleted == 3)
        #expect(summary.totals.failed == 0)
        #expect(summary.status == .succeeded)
        #expect(summary.calls.retries == 1)
    }

    @Test("a call that took effect though its answer never came is seen in the registry")
    func lostAnswer() async throws {
        let stage = try Stage(
            .stale(3), faults: [Fault(.connectionCut(afterEffect: true), of: "BatchDeleteImage")])
        let summary = try await stage.clean(maximumAttempts: 1)
        #expect(stage.left().isEmpty)
        #expect(summary.totals.deleted == 3)
        #expect(summary.status == .succeeded)
    }

    @Test("a call that never gets through fails its images, which are still there")
    func cutForGood() async throws {
        let stage = try Stage(
            .stale(3), faults: [Fault(.connectionCut(afterEffect: false), of: "BatchDeleteImage")])
        let summary = try await stage.clean()
        #expect(stage.left().count == 3)
        #expect(summary.totals.deleted == 0)
        #expect(summary.totals.failed == 3)
        #expect(summary.repositories[0].failures.allSatisfy { $0.code == "ConnectionError" })
        #expect(summary.status == .failed)
    }

    @Test("a throttled call is tried again, and counted")
    func throttled() async throws {
        let stage = try Stage(.stale(3), faults: [Fault(.throttling, of: "BatchDeleteImage", calls: 2)])
        let summary = try await stage.clean()
        #expect(summary.totals.deleted == 3)
        #expect(summary.calls.throttled == 2)
        #expect(summary.calls.calls["BatchDeleteImage"] == 3)
    }

    @Test("a call that stays throttled fails its batch alone")
    func throttledForGood() async throws {
        // The first of the three batches, with all of its attempts.
        let stage = try Stage(.stale(250), faults: [Fault(.throttling, of: "BatchDeleteImage", calls: 1)])
        let summary = try await stage.clean(maximumAttempts: 1)
        let counts = summary.totals
        #expect(counts.failed > 0 && counts.deleted > 0 && counts.failed + counts.deleted == 250)
        #expect(stage.left().count == counts.failed)
        #expect(summary.repositories[0].status == .partial)
    }

    @Test("a refusal of the call itself is met once by each batch on its way, and the rest is not tried")
    func accessDenied() async throws {
        let stage = try Stage(.stale(5000))
        let summary = try await stage.service(through: stage.denying("BatchDeleteImage")).run(.deleting())
        let report = try #require(summary.repositories.first)
        #expect(stage.left().count == 5000)
        #expect(report.counts.deleted == 0)
        #expect(report.counts.failed + report.counts.skipped == 5000)
        #expect((100...100 * Executor.width).contains(report.counts.failed))
        #expect(report.failures.allSatisfy { $0.code == "AccessDeniedException" })
        #expect(report.reason?.contains("allow ecr:BatchDeleteImage to the role or user") == true)
        #expect(report.status == .failed)
        #expect(summary.status == .failed)
        #expect(summary.calls.calls["BatchDeleteImage", default: 0] <= Executor.width)
    }

    @Test("what may not be read again is not deleted")
    func recheckDenied() async throws {
        let stage = try Stage(.stale(3))
        let summary = try await stage.service(through: stage.denying("DescribeImages", naming: "imageIds"))
            .run(.deleting())
        #expect(stage.left().count == 3)
        // Nothing was sent, so that nothing can have gone.
        #expect(summary.totals.skipped == 3 && summary.totals.failed == 0)
        #expect(summary.status == .failed)
        #expect(summary.repositories.first?.reason?.contains("allow ecr:DescribeImages") == true)
        #expect(stage.registry.calls["BatchDeleteImage"] == nil)
    }

    @Test("an image that can't be archived does not keep the others from it, nor from being deleted")
    func archiving() async throws {
        let stage = try Stage([
            ImageEntry("signature", tags: ["a"], pushed: .daysAgo(60)),
            ImageEntry("image", tags: ["b"], pushed: .daysAgo(50)), ImageEntry("stale", pushed: .daysAgo(20)),
        ])
        let transport = stage.refusing(
            "UpdateImageStorageClass", naming: "\(try stage.digest("signature"))",
            code: "ImageStorageClassUpdateNotSupportedException", message: "it is a referrer")
        let summary = try await stage.service(through: transport).run(
            .deleting {
                $0.policy.sections[0].rules.append(
                    Rule(priority: 2, tagStatus: .any, count: .sinceImagePushed(days: 30), action: .transition))
            })
        let counts = summary.totals
        #expect((counts.archived, counts.failed, counts.deleted, counts.skipped) == (1, 1, 1, 0))
        #expect(summary.repositories[0].failures.map(\.code) == ["ImageStorageClassUpdateNotSupportedException"])
        #expect(summary.status == .partial)
    }

    @Test("who may not archive may still delete")
    func archivingDenied() async throws {
        let stage = try Stage([
            ImageEntry("image", tags: ["b"], pushed: .daysAgo(50)), ImageEntry("stale", pushed: .daysAgo(20)),
        ])
        let summary = try await stage.service(through: stage.denying("UpdateImageStorageClass")).run(
            .deleting {
                $0.policy.sections[0].rules.append(
                    Rule(priority: 2, tagStatus: .any, count: .sinceImagePushed(days: 30), action: .transition))
            })
        #expect(summary.totals.deleted == 1)
        #expect(summary.totals.failed == 1)
        #expect(summary.status == .partial)
    }
}

extension Stage {
    /// This stage's transport, which refuses an operation where its body holds a text.
    func refusing(_ operation: String, naming text: String = "", code: String, message: String) -> StubTransport {
        StubTransport { [transport] request, _ in
            guard request.operation == operation, text.isEmpty || request.bodyText.contains(text) else {
                return try await transport.send(request)
            }
            return TransportResponse(.badRequest, text: #"{"__type":"\#(code)","message":"\#(message)"}"#)
        }
    }

    func denying(_ operation: String, naming text: String = "") -> StubTransport {
        refusing(operation, naming: text, code: "AccessDeniedException", message: "no identity-based policy allows it")
    }
}
