import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import TestSupport
import Testing

@testable import Cleanup

@Suite("Images of a family that ECR refuses")
struct RefusalTests {
    private func refusing(_ name: String, _ code: String, from call: Int, calls: Int? = nil, on stage: Stage) throws {
        stage.registry.faults = FaultPlan([
            Fault(
                .itemFailure(ItemFailure(digest: try stage.digest(name), code: code, reason: "no")),
                of: "BatchDeleteImage", firstCall: call, calls: calls)
        ])
    }

    @Test("a child of an index that is gone is tried three times in all, a second apart", arguments: 0...4)
    func rounds(refusals: Int) async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.expireOld())
        if refusals > 0 {
            try refusing("arm", "ImageReferencedByManifestList", from: 2, calls: refusals, on: stage)
        }
        let sleeps = Sleeps()
        let outcomes = try await stage.carryOut(planned, sleeps: sleeps)
        #expect(outcomes[try stage.digest("arm")] == (refusals < 3 ? .done : .skipped(.referenced)))
        #expect(outcomes.values.count { $0 == .done } == (refusals < 3 ? 5 : 4))
        #expect(sleeps.all == Array(repeating: .seconds(1), count: min(refusals, 2)))
    }

    @Test("time that runs out between two rounds ends them")
    func deadline() async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.expireOld())
        try refusing("arm", "ImageReferencedByManifestList", from: 2, on: stage)
        stage.registry.on(.after, call: 3, of: "BatchDeleteImage") { _ in stage.clock.advance(by: 100) }
        let outcomes = try await stage.carryOut(planned, deadline: TestClock.start + 50)
        #expect(outcomes[try stage.digest("arm")] == .skipped(.ranOut("time ran out")))
        #expect(outcomes[try stage.digest("signature")] == .skipped(.ranOut("time ran out")))
    }

    @Test("an index that is refused keeps what belongs to it")
    func index() async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.expireOld())
        try refusing("index", "KmsError", from: 1, on: stage)
        let index = try stage.digest("index")
        let outcomes = try await stage.carryOut(planned)
        #expect(
            try stage.outcomes(outcomes, of: "index", "arm", "amd", "signature", "other") == [
                .refused(code: "KmsError", reason: "no"), .left(with: index), .left(with: index), .left(with: index),
                .done,
            ])
        #expect("\(ImageOutcome.Skip.parentLeft(index))" == "it belongs to \(index), which was left")
        #expect(stage.deletionSizes == [2])
    }

    @Test("a child that is refused keeps nothing but its own referrers")
    func child() async throws {
        let stage = try Stage(.family + [ImageEntry("sbom", pushed: .daysAgo(30), subject: "arm")])
        let planned = try await stage.plan(.expireOld())
        try refusing("arm", "BrandNewCode", from: 2, on: stage)
        let outcomes = try await stage.carryOut(planned)
        let arm = try stage.digest("arm")
        #expect(
            try stage.outcomes(outcomes, of: "arm", "sbom", "amd", "index", "signature") == [
                .refused(code: "BrandNewCode", reason: "no"), .left(with: arm), .done, .done, .done,
            ])
    }

    @Test("an image that ECR does not find is gone, and what belongs to it goes")
    func notFound() async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.expireOld())
        let subject = try stage.digest("index")
        stage.registry.on(.before, call: 1, of: "BatchDeleteImage") { $0.remove(subject, from: "app") }
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes[subject] == .goneAlready)
        #expect(outcomes.values.count { $0 == .done } == 4)
    }

    @Test("an index of which the answer does not speak, and that is still there, keeps what belongs to it")
    func noAnswer() async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.expireOld())
        let index = try stage.digest("index")
        let transport = StubTransport { request, _ in
            guard request.operation == "BatchDeleteImage" else { return try await stage.transport.send(request) }
            return TransportResponse(.ok, text: #"{"imageIds":[],"failures":[]}"#)
        }
        let outcomes = try await stage.carryOut(planned, through: transport)
        let noAnswer = ImageOutcome.refused(
            code: "NoAnswer", reason: "the registry's answer does not speak of it")
        #expect(
            try stage.outcomes(outcomes, of: "index", "other", "arm", "amd", "signature") == [
                noAnswer, noAnswer, .left(with: index), .left(with: index), .left(with: index),
            ])
    }

    @Test("an index that can't be archived keeps what belongs to it, and others are archived")
    func archiving() async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.archiveOld)
        let index = try stage.digest("index")
        let outcomes = try await stage.carryOut(
            planned,
            through: stage.refusing(
                "UpdateImageStorageClass", naming: "\(index)", code: "ImageStorageClassUpdateNotSupportedException",
                message: "no"))
        #expect(
            try stage.outcomes(outcomes, of: "index", "arm", "amd", "signature", "other") == [
                .refused(code: "ImageStorageClassUpdateNotSupportedException", reason: "no"), .left(with: index),
                .left(with: index), .left(with: index), .archived,
            ])
    }

    @Test("a family that is archived goes in the order of one that is deleted")
    func archivingOrder() async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.archiveOld)
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes.count == 5 && outcomes.values.allSatisfy { $0 == .archived })
        let order = stage.transport.requests.filter { $0.operation == "UpdateImageStorageClass" }.map { request in
            ["other", "index", "arm", "amd", "signature"].first { name in
                (try? stage.digest(name)).map { request.bodyText.contains("\($0)") } ?? false
            }
        }
        #expect(Set(order[..<2]) == ["other", "index"])
        #expect(Set(order[2..<4]) == ["arm", "amd"])
        #expect(order[4...] == ["signature"])
    }

    @Test("an image that went before it could be archived is gone")
    func archivingGone() async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.archiveOld)
        let amd = try stage.digest("amd")
        stage.registry.on(.after, call: 2, of: "UpdateImageStorageClass") { $0.remove(amd, from: "app") }
        #expect(try await stage.carryOut(planned)[amd] == .goneAlready)
    }

    @Test("an image that somebody else archived first is archived", arguments: [1, 2, 5])
    func archivedAlready(call: Int) async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.archiveOld)
        stage.registry.on(.before, call: call, of: "UpdateImageStorageClass") { registry in
            for image in registry.images(in: "app") {
                registry.update(image.digest, in: "app") { $0.status = .archived }
            }
        }
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes.count == 5 && outcomes.values.allSatisfy { $0 == .archived })
    }

    @Test("an image whose archiving got no answer is archived, if it is", arguments: [1, 100])
    func archivedWithoutAnswer(calls: Int) async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.archiveOld)
        stage.registry.faults = FaultPlan([
            Fault(.connectionCut(afterEffect: true), of: "UpdateImageStorageClass", calls: calls)
        ])
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes.count == 5 && outcomes.values.allSatisfy { $0 == .archived })
    }
}
