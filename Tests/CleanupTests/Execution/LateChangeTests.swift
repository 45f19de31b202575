import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import Retention
import TestSupport
import Testing

@testable import Cleanup

@Suite("What changes while a batch takes its time")
struct LateChangeTests {
    /// A rule about the tags that match.
    private static func rule(_ priority: Int, _ tags: String, _ action: Rule.Action) -> Rule {
        Rule(
            priority: priority, tagStatus: .tagged(TagList([.pattern(WildcardPattern(tags))])),
            count: .sinceImagePushed(days: 14), action: action)
    }

    /// Lets more than the window go by with each call that archives.
    private static func archivesSlowly(_ stage: Stage, calls: Int = 10) {
        for call in 1...calls {
            stage.registry.on(.before, call: call, of: "UpdateImageStorageClass") { [clock = stage.clock] _ in
                clock.advance(by: FreshnessWindow.sharedLifetime + 1)
            }
        }
    }

    private static let index =
        ["one", "two", "three", "four"].map { ImageEntry($0, pushed: .daysAgo(31)) } + [
            ImageEntry("index", tags: ["x"], pushed: .daysAgo(30), manifests: ["one", "two", "three", "four"])
        ]

    @Test("the manifests of an archived index are read again, too: those that are tagged meanwhile stay active")
    func archivedIndex() async throws {
        let stage = try Stage(Self.index)
        Self.archivesSlowly(stage)
        let planned = try await stage.plan(.archiveOld)
        // The first two calls are the index's and that of its first manifest.
        stage.registry.on(.after, call: 3, of: "UpdateImageStorageClass") { registry in
            for image in registry.images(in: "app") where image.status == .active {
                registry.tag(image.digest, as: ImageTag("kept-\(image.digest.description.suffix(4))"), in: "app")
            }
        }
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes.values.count { $0 == .archived } == 3)
        #expect(stage.registry.images(in: "app").count { $0.status == .active && !$0.tags.isEmpty } == 2)
        #expect(stage.registry.calls["UpdateImageStorageClass"] == 3)
    }

    @Test("nothing is archived any more once an index is pushed that may hold it")
    func newIndex() async throws {
        let stage = try Stage([ImageEntry("one", pushed: .daysAgo(31)), ImageEntry("two", pushed: .daysAgo(30))])
        let planned = try await stage.plan(.archiveOld)
        try stage.registry.push(
            ImageEntry("new", tags: ["v2"], pushed: .daysAgo(0), manifests: ["one", "two"]), to: "app")
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes.count == 2)
        #expect(outcomes.values.allSatisfy { $0 == .changed("the index v2 is new, and may hold it") })
        #expect(stage.registry.calls["UpdateImageStorageClass"] == nil)
    }

    @Test("a listing for new indexes that failed serves no other batch: that one lists again")
    func failedListing() async throws {
        let stage = try Stage(.stale(1))
        stage.registry.faults = FaultPlan([Fault(.connectionCut(afterEffect: false), of: "DescribeImages", calls: 1)])
        let check = NewIndexCheck(
            since: [], at: "app", in: try stage.client(maximumAttempts: 1),
            stopConditions: StopConditions(deadline: nil, system: stage.system), system: stage.system)
        guard case .checkFailed = await check.skip() else {
            Issue.record("the first listing did not fail")
            return
        }
        #expect(await check.skip() == nil)
    }

    @Test("the manifests of an archived index stay active when it is brought back meanwhile")
    func restoredIndex() async throws {
        let stage = try Stage(Self.index)
        Self.archivesSlowly(stage)
        let planned = try await stage.plan(.archiveOld)
        let index = try stage.digest("index")
        stage.registry.on(.after, call: 3, of: "UpdateImageStorageClass") {
            $0.update(index, in: "app") { $0.status = .active }
        }
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes.values.count { $0 == .archived } == 3)
        let change = "what it belongs to, \(index), is not in the archive any more"
        #expect(outcomes.values.count { $0 == .changed(change) } == 2)
        #expect(stage.registry.calls["UpdateImageStorageClass"] == 3)
    }

    @Test("a clock that is set back makes what was seen old")
    func clockSetBack() async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.expireOld())
        let arm = try stage.digest("arm")
        stage.registry.on(.after, call: 1, of: "BatchDeleteImage") { [clock = stage.clock] registry in
            clock.advance(by: -60)
            registry.tag(arm, as: "release", in: "app")
        }
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes[arm] == .changed("it was given the tag release"))
        #expect(stage.left() == [arm])
    }

    @Test("all manifests of an archived index follow it, however long each takes")
    func archivedSlowly() async throws {
        let stage = try Stage(Self.index)
        Self.archivesSlowly(stage)
        let outcomes = try await stage.carryOut(try await stage.plan(.archiveOld))
        #expect(outcomes.count == 5 && outcomes.values.allSatisfy { $0 == .archived })
    }

    @Test("a manifest of a deleted index stays when it is tagged while another family of the batch is archived")
    func deletedIndex() async throws {
        let stage = try Stage(
            Self.index + [
                ImageEntry("child", pushed: .daysAgo(31)),
                ImageEntry("deleted", tags: ["y"], pushed: .daysAgo(30), manifests: ["child"]),
            ])
        let planned = try await stage.plan(Self.rule(1, "x", .transition), Self.rule(2, "y", .expire))
        let child = try stage.digest("child")
        stage.registry.on(.after, call: 2, of: "UpdateImageStorageClass") { [clock = stage.clock] registry in
            clock.advance(by: FreshnessWindow.sharedLifetime + 1)
            registry.tag(child, as: "release", in: "app")
        }
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes[child] == .changed("it was given the tag release"))
        #expect(try outcomes[stage.digest("deleted")] == .done)
        #expect(outcomes.values.count { $0 == .archived } == 5)
    }

    @Test("deletions that come after slow archiving are made, of images that were read again")
    func deletionsAfterArchiving() async throws {
        let stage = try Stage([
            ImageEntry("a", tags: ["x"], pushed: .daysAgo(30)), ImageEntry("b", tags: ["y"], pushed: .daysAgo(30)),
            ImageEntry("c", tags: ["y-2"], pushed: .daysAgo(30)),
        ])
        Self.archivesSlowly(stage)
        let planned = try await stage.plan(Self.rule(1, "x", .transition), Self.rule(2, "y*", .expire))
        let tagged = try stage.digest("c")
        stage.registry.on(.after, call: 1, of: "UpdateImageStorageClass") { $0.tag(tagged, as: "kept", in: "app") }
        let outcomes = try await stage.carryOut(planned)
        #expect(try stage.outcomes(outcomes, of: "a", "c") == [.archived, .changed("it was given the tag kept")])
        #expect(outcomes.values.count { $0 == .done } == 1)
        #expect(stage.left().count == 2)
    }

    @Test("a pull of what many indexes hold keeps those of them that are not deleted yet")
    func sharedChild() async throws {
        let stage = try Stage(.indexesOfOneChild(101))
        let planned = try await stage.plan(.expireOld())
        let child = try stage.digest("child")
        stage.registry.on(.after, call: 1, of: "BatchDeleteImage") { $0.pull(child, in: "app") }
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes.values.count { $0 == .done } == 100)
        #expect(outcomes.values.count { $0 == .changed("what it holds, \(child), changed: it was pulled") } == 1)
        #expect(outcomes[child]?.isDone == false)
        #expect(stage.left().count == 2)
    }

    @Test("an answer that does not say that an image is in the archive is held against the registry")
    func otherStatus() async throws {
        let stage = try Stage(Self.index)
        let planned = try await stage.plan(.archiveOld)
        let index = try stage.digest("index")
        let transport = StubTransport { [transport = stage.transport] request, _ in
            guard request.operation == "UpdateImageStorageClass" else { return try await transport.send(request) }
            return TransportResponse(.ok, text: #"{"imageStatus":"ACTIVE"}"#)
        }
        let outcomes = try await stage.carryOut(planned, through: transport)
        #expect(outcomes[index] == .refused(code: "NotArchived", reason: "its status is ACTIVE after the call"))
        #expect(outcomes.values.count { $0 == .left(with: index) } == 4)
        #expect(stage.registry.calls["UpdateImageStorageClass"] == nil)
    }

    @Test("of two things that an answer says of an image, the one that keeps it counts", arguments: [false, true])
    func twoFailures(isReversed: Bool) async throws {
        let stage = try Stage(.family)
        let planned = try await stage.plan(.expireOld())
        let index = try stage.digest("index")
        let failures = ["ImageReferencedByManifestList", "ImageNotFound"].map {
            #"{"imageId":{"imageDigest":"\#(index)"},"failureCode":"\#($0)"}"#
        }
        let text = (isReversed ? failures.reversed() : failures).joined(separator: ",")
        let transport = StubTransport { [transport = stage.transport] request, _ in
            guard request.operation == "BatchDeleteImage" else { return try await transport.send(request) }
            return TransportResponse(.ok, text: #"{"failures":[\#(text)]}"#)
        }
        let outcomes = try await stage.carryOut(planned, through: transport)
        #expect(outcomes[index] == .skipped(.referenced))
        #expect(try stage.outcomes(outcomes, of: "arm", "amd") == [.left(with: index), .left(with: index)])
    }
}
