import ECRSimulator
import Foundation
import ImageModel
import TestSupport
import Testing

@testable import Cleanup

@Suite("Listings that miss an image")
struct IncompleteListingTests {
    @Test("a referrer whose subject was not listed, and is there, stays; one whose subject is gone goes")
    func subject() async throws {
        let stage = try Stage([
            ImageEntry("image", tags: ["v1"], pushed: .daysAgo(1)),
            ImageEntry("signature", pushed: .daysAgo(30), subject: "image"),
            ImageEntry("dead", pushed: .daysAgo(1)), ImageEntry("orphan", pushed: .daysAgo(30), subject: "dead"),
        ])
        stage.registry.remove(try stage.digest("dead"), from: "app")
        let image = try stage.digest("image")
        let planned = try await stage.plan(.expireOld(), through: stage.listing(without: image))
        #expect(planned.images.count == 2)
        let outcomes = try await stage.carryOut(planned)
        #expect(
            try stage.outcomes(outcomes, of: "signature", "orphan") == [.skipped(.subjectNotMissing(image)), .done])
        #expect("\(ImageOutcome.Skip.subjectNotMissing(image))".contains("\(image)"))
    }

    @Test("a subject that is pushed after the plan keeps its referrer")
    func pushed() async throws {
        let stage = try Stage([
            ImageEntry("dead", pushed: .daysAgo(1)), ImageEntry("orphan", pushed: .daysAgo(30), subject: "dead"),
        ])
        let subject = try stage.digest("dead")
        stage.registry.remove(subject, from: "app")
        let planned = try await stage.plan(.expireOld())
        // The name decides the digest.
        try stage.registry.push(ImageEntry("dead", pushed: .daysAgo(1)), to: "app")
        #expect(try stage.digest("dead") == subject)
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes == [try stage.digest("orphan"): .skipped(.subjectNotMissing(subject))])
    }

    @Test("an image that the listing misses which shows what is gone is not taken for gone: changed, it stays")
    func secondListing() async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.expireOld())
        let index = try stage.digest("index")
        stage.registry.remove(try stage.digest("other"), from: "app")
        stage.registry.tag(index, as: "v2", in: "app")
        let outcomes = try await stage.carryOut(planned, through: stage.listing(without: index))
        #expect(
            try stage.outcomes(outcomes, of: "other", "index", "signature") == [
                .goneAlready, .changed("it was given the tag v2"), .left(with: index),
            ])
        #expect(stage.left().count == 4)
    }

    @Test("an image whose deletion failed is not taken for deleted because a listing misses it")
    func listingAfterFailure() async throws {
        let stage = try Stage(
            .family, faults: [Fault(.connectionCut(afterEffect: false), of: "BatchDeleteImage", calls: 1)])
        let planned = try await stage.plan(.expireOld())
        let index = try stage.digest("index")
        let outcomes = try await stage.carryOut(
            planned, maximumAttempts: 1, through: stage.listing(without: index))
        guard case .failed("ConnectionError", _) = outcomes[index] else {
            Issue.record("the index is \(String(describing: outcomes[index]))")
            return
        }
        #expect(outcomes[try stage.digest("signature")] == .left(with: index))
        #expect(stage.left().count == 5)
    }

    @Test("an orphan is archived unless its subject was pushed after the plan", arguments: [true, false])
    func archiving(isPushed: Bool) async throws {
        let subjectEntry = ImageEntry("dead", pushed: .daysAgo(1))
        let stage = try Stage([subjectEntry, ImageEntry("orphan", pushed: .daysAgo(30), subject: "dead")])
        let subject = try stage.digest("dead")
        stage.registry.remove(subject, from: "app")
        let planned = try await stage.plan(.archiveOld)
        if isPushed { try stage.registry.push(subjectEntry, to: "app") }
        let outcomes = try await stage.carryOut(planned)
        #expect(
            outcomes == [try stage.digest("orphan"): isPushed ? .skipped(.subjectNotMissing(subject)) : .archived])
    }

    @Test("who may not ask for subjects deletes no orphans, and all others")
    func denied() async throws {
        let stage = try Stage([
            ImageEntry("dead", pushed: .daysAgo(1)), ImageEntry("orphan", pushed: .daysAgo(30), subject: "dead"),
            ImageEntry("other", pushed: .daysAgo(30)),
        ])
        stage.registry.remove(try stage.digest("dead"), from: "app")
        // ECR is asked for the subject alone.
        let subject = #"imageIds":[{"imageDigest":"\#(try stage.digest("dead"))"}]"#
        let outcomes = try await stage.carryOut(
            try await stage.plan(.expireOld()), through: stage.denying("DescribeImages", naming: subject))
        #expect(outcomes[try stage.digest("other")] == .done)
        guard case .skipped(.checkFailed(let reason)) = outcomes[try stage.digest("orphan")] else {
            Issue.record("the orphan is \(String(describing: outcomes[try stage.digest("orphan")]))")
            return
        }
        #expect(
            reason.hasPrefix("asking for images that were not listed failed: ecr:DescribeImages")
        )
    }

    @Test("an index of which a manifest was not listed stays if it is there, and goes if ECR says that it is gone")
    func manifest() async throws {
        for isGone in [false, true] {
            let stage = try Stage(.family)
            let arm = try stage.digest("arm")
            let planned = try await stage.plan(.expireOld(), through: stage.listing(without: arm))
            if isGone { stage.registry.remove(arm, from: "app") }
            let outcomes = try await stage.carryOut(planned)
            let index = try stage.digest("index")
            #expect(
                try stage.outcomes(outcomes, of: "index", "amd", "signature", "other")
                    == (isGone
                        ? [.done, .done, .done, .done]
                        : [.skipped(.manifestNotMissing(arm)), .left(with: index), .left(with: index), .done]))
            #expect("\(ImageOutcome.Skip.manifestNotMissing(arm))".contains("\(arm)"))
        }
    }

    @Test("the children of an index that was not listed are refused, once, and stay")
    func index() async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(
            .expireOld(), through: stage.listing(without: try stage.digest("index")))
        let sleeps = Sleeps()
        let outcomes = try await stage.carryOut(planned, sleeps: sleeps)
        #expect(
            try stage.outcomes(outcomes, of: "arm", "amd", "other") == [
                .skipped(.referenced), .skipped(.referenced), .done,
            ])
        #expect(
            outcomes[try stage.digest("signature")] == .skipped(.subjectNotMissing(try stage.digest("index"))))
        #expect(stage.deletionSizes == [3])
        #expect(sleeps.all.isEmpty)
    }
}
