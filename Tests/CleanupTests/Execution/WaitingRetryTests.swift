import AWSClient
import ECRClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import Retention
import RetentionTestSupport
import Synchronization
import TestSupport
import Testing

@testable import Cleanup

@Suite("A retry that waited")
struct WaitingRetryTests {
    /// A stage on which the first deletions are throttled, and something happens before each is answered.
    private func throttling(
        _ images: [ImageEntry], operation: String = "BatchDeleteImage", times: Int = 1, milliseconds: Int = 5000,
        _ change: @escaping @Sendable (SimulatedRegistry) -> Void = { _ in }
    ) throws -> (stage: Stage, transport: StubTransport) {
        var stage = try Stage(images)
        stage.movesClockInSleep = true
        let count = Mutex(0)
        let transport = StubTransport { [stage] request, _ in
            guard request.operation == operation,
                count.withLock({
                    $0 += 1
                    return $0
                }) <= times
            else { return try await stage.transport.send(request) }
            change(stage.registry)
            var head = HTTPResponse(status: .badRequest)
            if let name = HTTPField.Name("x-amz-retry-after") { head.headerFields[name] = "\(milliseconds)" }
            return TransportResponse(
                head: head, body: Data(#"{"__type":"ThrottlingException","message":"slow down"}"#.utf8))
        }
        return (stage, transport)
    }

    private static let untagged = Policy(sections: [
        Policy.Section(
            name: "untagged", repositories: .all, rules: [.test(1, .untagged, .sinceImagePushed(days: 15))])
    ])

    @Test("does not delete an image that was tagged meanwhile; the others go")
    func tagged() async throws {
        let digest = Mutex<ImageDigest?>(nil)
        let (stage, transport) = try throttling(.stale(3)) { registry in
            guard let digest = digest.withLock(\.self) else { return }
            registry.tag(digest, as: "prod", in: "app")
        }
        let tagged = try stage.digest("stale-1")
        digest.withLock { $0 = tagged }
        let summary = try await stage.service(through: transport).run(.deleting { $0.policy = Self.untagged })
        #expect(stage.left() == [tagged])
        let report = try #require(summary.repositories.first)
        #expect(report.counts.deleted == 2 && report.counts.skipped == 1)
        #expect(try report.image(tagged).note == "it changed since it was planned: it was given the tag prod")
        #expect(summary.status == .succeeded)
    }

    @Test("does not delete older images when the newest was withdrawn meanwhile")
    func newestWithdrawn() async throws {
        let newest = Mutex<ImageDigest?>(nil)
        let images = [("v1", 30.0), ("v2", 20), ("v3", 1)].map {
            ImageEntry($0.0, tags: [ImageTag($0.0)], pushed: .daysAgo($0.1))
        }
        let (stage, transport) = try throttling(images) { registry in
            guard let digest = newest.withLock(\.self) else { return }
            registry.remove(digest, from: "app")
        }
        let withdrawn = try stage.digest("v3")
        newest.withLock { $0 = withdrawn }
        let rule = Rule(priority: 1, tagStatus: .any, count: .imageCountMoreThan(1), action: .expire)
        let summary = try await stage.service(through: transport).run(
            .deleting { $0.policy = Policy(sections: [.init(name: "newest", repositories: .all, rules: [rule])]) })
        #expect(stage.left().count == 2)
        #expect(summary.totals.skipped == 2)
    }

    @Test("deletes what is as it was, after reading it again", arguments: [1, 2])
    func unchanged(times: Int) async throws {
        let (stage, transport) = try throttling(.stale(3), times: times)
        let summary = try await stage.service(through: transport).run(.deleting { $0.policy = Self.untagged })
        #expect(summary.totals.deleted == 3)
        #expect(summary.calls.calls["DescribeImages"] == 2 + times)
        #expect(stage.left().isEmpty)
    }

    @Test("that waited a second or less is sent without reading the images again")
    func short() async throws {
        let (stage, transport) = try throttling(.stale(3), milliseconds: 0)
        let summary = try await stage.service(through: transport).run(.deleting { $0.policy = Self.untagged })
        #expect(summary.totals.deleted == 3)
        #expect(summary.calls.calls["DescribeImages"] == 2)
    }

    @Test("is not made for ever: what stays throttled has failed")
    func throttledForGood() async throws {
        let (stage, transport) = try throttling(.stale(3), times: 100)
        let summary = try await stage.service(through: transport).run(.deleting { $0.policy = Self.untagged })
        #expect(summary.totals.failed == 3)
        #expect(summary.repositories[0].failures.first?.code == "ThrottlingException")
        #expect(stage.left().count == 3)
        #expect(summary.calls.calls["BatchDeleteImage"] == 3)
    }

    @Test("has what follows read again, too: a signature that was tagged meanwhile stays", arguments: [1500, 5000])
    func referrer(milliseconds: Int) async throws {
        let digest = Mutex<ImageDigest?>(nil)
        let images = [
            ImageEntry("amd", pushed: .daysAgo(100)),
            ImageEntry("index", tags: ["m"], pushed: .daysAgo(100), manifests: ["amd"]),
            ImageEntry("signature", pushed: .daysAgo(90), subject: "index"),
        ]
        let (stage, transport) = try throttling(images, milliseconds: milliseconds) { registry in
            guard let digest = digest.withLock(\.self) else { return }
            registry.tag(digest, as: "prod", in: "app")
        }
        let signature = try stage.digest("signature")
        digest.withLock { $0 = signature }
        let rule = Rule.test(1, .any, .sinceImagePushed(days: 15))
        let summary = try await stage.service(through: transport).run(
            .deleting { $0.policy = Policy(sections: [.init(name: "all", repositories: .all, rules: [rule])]) })
        #expect(stage.left() == [signature])
        let note = try #require(summary.repositories.first).image(signature).note
        #expect(note == "it changed since it was planned: it was given the tag prod")
    }

    @Test("does not delete a manifest that was tagged after its index went")
    func manifest() async throws {
        var stage = try Stage(.family)
        stage.movesClockInSleep = true
        let arm = try stage.digest("arm")
        stage.registry.faults = FaultPlan([
            Fault(
                .itemFailure(ItemFailure(digest: arm, code: "ImageReferencedByManifestList", reason: "no")),
                of: "BatchDeleteImage", firstCall: 2, calls: 1)
        ])
        stage.registry.on(.after, call: 2, of: "BatchDeleteImage") { $0.tag(arm, as: "release", in: "app") }
        let outcomes = try await stage.carryOut(try await stage.plan(.expireOld()))
        #expect(outcomes[arm] == .changed("it was given the tag release"))
        #expect(stage.left() == [arm])
    }

    @Test("does not archive an image that an index may hold which was pushed meanwhile")
    func newIndex() async throws {
        let (stage, transport) = try throttling(.stale(1), operation: "UpdateImageStorageClass") { registry in
            #expect(throws: Never.self) {
                try registry.push(
                    ImageEntry("new", tags: ["v2"], pushed: .daysAgo(0), manifests: ["stale-0"]), to: "app")
            }
        }
        let summary = try await stage.service(through: transport).run(
            .deleting { $0.policy.sections[0].rules[0].action = .transition })
        #expect(summary.totals.archived == 0 && summary.totals.skipped == 1)
    }

    @Test("leaves an orphan whose missing subject was pushed meanwhile", arguments: Rule.Action.allCases)
    func missingSubject(action: Rule.Action) async throws {
        let subject = ImageEntry("dead", pushed: .daysAgo(1))
        let (stage, transport) = try throttling(
            [subject, ImageEntry("orphan", pushed: .daysAgo(30), subject: "dead")],
            operation: action == .expire ? "BatchDeleteImage" : "UpdateImageStorageClass"
        ) { registry in
            #expect(throws: Never.self) { try registry.push(subject, to: "app") }
        }
        stage.registry.remove(try stage.digest("dead"), from: "app")
        let rule = action == .expire ? Rule.expireOld() : .archiveOld
        let outcomes = try await stage.carryOut(try await stage.plan(rule), through: transport)
        let left = ImageOutcome.skipped(.subjectNotMissing(try stage.digest("dead")))
        #expect(outcomes == [try stage.digest("orphan"): left])
    }

    @Test("does not archive an image that was tagged meanwhile")
    func archiving() async throws {
        let (stage, transport) = try throttling(.stale(1), operation: "UpdateImageStorageClass") { registry in
            for image in registry.images(in: "app") { registry.tag(image.digest, as: "prod", in: "app") }
        }
        let summary = try await stage.service(through: transport).run(
            .deleting {
                $0.policy = Self.untagged
                $0.policy.sections[0].rules[0].action = .transition
            })
        #expect(summary.totals.archived == 0 && summary.totals.skipped == 1)
        #expect(stage.registry.images(in: "app").allSatisfy { $0.status == .active })
    }
}

@Suite("A deletion whose answer does not come")
struct UnconfirmedTests {
    private func run(
        _ operation: String, _ change: (inout CleanupRequest) -> Void = { _ in }
    ) async throws -> (stage: Stage, summary: Summary) {
        let stage = try Stage(.stale(3))
        let transport = StubTransport { request, _ in
            let response = try await stage.transport.send(request)
            guard request.operation == operation else { return response }
            stage.clock.advance(by: 120)
            throw TransportError(.timedOut, host: "ecr", message: "no answer in time")
        }
        let summary = try await stage.service(through: transport).run(
            .deleting {
                $0.deadline = TestClock.start + 60
                change(&$0)
            })
        return (stage, summary)
    }

    @Test("before the deadline may have taken effect: it failed as unconfirmed, and is not skipped")
    func deadline() async throws {
        let (stage, summary) = try await run("BatchDeleteImage")
        let report = try #require(summary.repositories.first)
        #expect(stage.left().isEmpty)
        #expect(report.counts.failed == 3 && report.counts.skipped == 0)
        #expect(report.failures.allSatisfy { $0.code == "Unconfirmed" })
        #expect(report.status == .partial && summary.status == .partial)
        let note = try #require(report.images.first?.note)
        #expect(note.hasPrefix("Unconfirmed: it was sent, and may have taken effect"))
    }

    @Test("of an archiving is unconfirmed, too")
    func archiving() async throws {
        let (_, summary) = try await run("UpdateImageStorageClass") {
            $0.policy.sections[0].rules[0].action = .transition
        }
        let report = try #require(summary.repositories.first)
        #expect(report.failures.map(\.code) == ["Unconfirmed"])
        #expect(report.counts.failed == 1 && report.counts.skipped == 2)
    }

    @Test("and that can't be looked up afterwards is unconfirmed")
    func lookUpFails() async throws {
        let stage = try Stage(.stale(2))
        stage.registry.faults = FaultPlan([
            Fault(.connectionCut(afterEffect: true), of: "BatchDeleteImage"),
            Fault(.accessDenied, of: "DescribeImages", firstCall: 3),
        ])
        let summary = try await stage.clean()
        #expect(stage.left().isEmpty)
        #expect(summary.repositories[0].failures.map(\.code) == ["Unconfirmed", "Unconfirmed"])
    }

    @Test(
        "and that is left alone afterwards is looked up at the end: deleted if it is gone, else unconfirmed",
        arguments: [true, false])
    func leftAfterwards(isReadable: Bool) async throws {
        let images = [("v1", 30.0), ("v2", 20), ("v3", 10)].map { name, days in
            ImageEntry(name, tags: [ImageTag(name)], pushed: .daysAgo(days))
        }
        let stage = try Stage(images)
        let newest = try stage.digest("v3")
        let isSent = Mutex(false)
        let transport = StubTransport { request, _ in
            if !isReadable, request.operation == "DescribeImages", isSent.withLock(\.self) {
                return TransportResponse(.badRequest, text: #"{"__type":"AccessDeniedException","message":"no"}"#)
            }
            let response = try await stage.transport.send(request)
            guard request.operation == "BatchDeleteImage", !isSent.withLock(\.self) else { return response }
            isSent.withLock { $0 = true }
            // What the deletion rests on changes, and the retry waits for over a second.
            stage.registry.remove(newest, from: "app")
            stage.clock.advance(by: 2)
            throw TransportError(.timedOut, host: "ecr", message: "no answer")
        }
        let section = Policy.Section(
            name: "test", repositories: .all, rules: [.test(.imageCountMoreThan(1))], protection: .none)
        let summary = try await stage.service(through: transport).run(
            .deleting { $0.policy = Policy(sections: [section]) })
        #expect(stage.left().isEmpty)
        #expect(summary.totals.skipped == 0)
        #expect(summary.totals.deleted == (isReadable ? 2 : 0))
        #expect(
            summary.repositories[0].failures.map(\.code) == (isReadable ? [] : ["Unconfirmed", "Unconfirmed"]))
    }

    @Test("but was refused until the deadline is skipped", arguments: [Rule.Action.expire, .transition])
    func refused(action: Rule.Action) async throws {
        let stage = try Stage(.stale(3))
        let operation = action == .expire ? "BatchDeleteImage" : "UpdateImageStorageClass"
        let transport = StubTransport { request, _ in
            guard request.operation == operation else { return try await stage.transport.send(request) }
            stage.clock.advance(by: 0.5)
            return TransportResponse(.badRequest, text: #"{"__type":"ThrottlingException","message":"slow down"}"#)
        }
        let summary = try await stage.service(through: transport).run(
            .deleting {
                $0.deadline = TestClock.start + 1.2
                $0.policy.sections[0].rules[0].action = action
            })
        #expect(stage.left().count == 3)
        #expect(summary.totals.skipped == 3 && summary.totals.failed == 0)
        #expect(summary.repositories[0].status == .incomplete && summary.status == .incomplete)
    }

    @Test("that was never sent is skipped")
    func neverSent() async throws {
        let stage = try Stage(.stale(2))
        let transport = StubTransport { request, _ in
            let response = try await stage.transport.send(request)
            if request.readsImagesAgain {
                stage.clock.advance(by: 120)
            }
            return response
        }
        let summary = try await stage.service(through: transport).run(
            .deleting { $0.deadline = TestClock.start + 60 })
        #expect(summary.totals.skipped == 2 && summary.totals.failed == 0)
        #expect(summary.status == .incomplete)
    }
}
