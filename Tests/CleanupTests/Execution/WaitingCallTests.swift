import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import ImageModel
import ImageUsage
import Retention
import RetentionTestSupport
import Synchronization
import TestSupport
import Testing

@testable import Cleanup

/// What must hold once a call has its turn: all that it depends on is read again.
@Suite("A call that waits for over a second after its images were read")
struct WaitingCallTests {
    /// Lets a call's first attempt come late: two seconds go by after the readings of the batch and of the call.
    ///
    /// - Parameters:
    ///   - readings: the calls of `DescribeImages` that read the batch, and the images of the call.
    ///   - seconds: how long the call waits after the second of them.
    ///   - change: what happens meanwhile.
    private static func delay(
        _ stage: Stage, after readings: (batch: Int, call: Int) = (2, 3), by seconds: Double = 2,
        _ change: @escaping @Sendable (SimulatedRegistry) -> Void
    ) {
        stage.registry.on(.after, call: readings.batch, of: "DescribeImages") { [clock = stage.clock] _ in
            clock.advance(by: 2)
        }
        stage.registry.on(.after, call: readings.call, of: "DescribeImages") { [clock = stage.clock] registry in
            clock.advance(by: seconds)
            change(registry)
        }
    }

    @Test("is made if nothing changed")
    func unchanged() async throws {
        let stage = try Stage(.stale(2))
        Self.delay(stage) { _ in }
        let summary = try await stage.clean()
        #expect(summary.totals.deleted == 2)
        // The listing, the batch, the call, and once more.
        #expect(summary.calls.calls["DescribeImages"] == 4)
    }

    @Test("is not made about a repository that was given a protecting resource tag")
    func resourceTag() async throws {
        let stage = try Stage(.stale(2))
        Self.delay(stage) { _ in }
        // The third of them comes after the last reading before the wait.
        stage.registry.on(.after, call: 3, of: "ListTagsForResource") { [clock = stage.clock] registry in
            clock.advance(by: 2)
            registry.setResourceTags(["keep": "true"], of: "app")
        }
        let summary = try await stage.clean {
            $0.policy.protection = Protection(repositoryTags: [ResourceTag(key: "keep", value: "true")])
        }
        #expect(summary.totals.deleted == 0 && summary.totals.skipped == 2)
    }

    @Test("is made by usage of at most five minutes ago: what came into use meanwhile stays", arguments: [2.0, 301])
    func usage(seconds: Double) async throws {
        var workloads = InUseTests.Workloads(stage: try Stage(.stale(2)))
        let stage = workloads.stage
        let used = try InUseTests.use("app@\(stage.digest("stale-1"))", digest: stage.digest("stale-1"))
        let hasWaited = Mutex(false)
        workloads.uses[.ecs] = { hasWaited.withLock(\.self) ? [used] : [] }
        Self.delay(stage, by: seconds) { _ in hasWaited.withLock { $0 = true } }
        let report = try await workloads.run()
        #expect(report.counts.deleted == (seconds > 300 ? 1 : 2))
        #expect(stage.left().contains(try stage.digest("stale-1")) == (seconds > 300))
    }

    @Test("archives nothing that a new index may hold")
    func newIndex() async throws {
        let stage = try Stage(.stale(2))
        Self.delay(stage) { registry in
            #expect(throws: Never.self) {
                try registry.push(
                    ImageEntry("new", tags: ["v2"], pushed: .daysAgo(0), manifests: ["stale-0", "stale-1"]), to: "app")
            }
        }
        let summary = try await stage.clean { $0.policy.sections[0].rules[0].action = .transition }
        #expect(summary.totals.archived == 0 && summary.totals.skipped == 2)
        #expect(summary.calls.calls["UpdateImageStorageClass"] == nil)
    }

    @Test("archives nothing more once an index was pushed that may hold it, though nothing delays the calls")
    func newIndexDuringCalls() async throws {
        let stage = try Stage(.stale(10))
        for call in 1...10 {
            stage.registry.on(.after, call: call, of: "UpdateImageStorageClass") { [clock = stage.clock] registry in
                clock.advance(by: 0.4)
                guard call == 2 else { return }
                #expect(throws: Never.self) {
                    try registry.push(
                        ImageEntry("new", tags: ["v2"], pushed: .daysAgo(0), manifests: ["stale-0", "stale-1"]),
                        to: "app")
                }
            }
        }
        let summary = try await stage.clean { $0.policy.sections[0].rules[0].action = .transition }
        // The calls of one second.
        #expect(summary.totals.archived == 3 && summary.totals.skipped == 7)
    }

    @Test("archives nothing that an index may hold which is brought back from the archive", arguments: [true, false])
    func restoredIndex(isBack: Bool) async throws {
        let stage = try Stage([
            ImageEntry("arm", tags: ["v1-arm"], pushed: .daysAgo(40)),
            ImageEntry("index", tags: ["v1"], status: .archived, pushed: .daysAgo(40), manifests: ["arm"]),
        ])
        let index = try stage.digest("index")
        stage.registry.on(.after, call: 1, of: "DescribeImages") { registry in
            if isBack { registry.update(index, in: "app") { $0.status = .activating } }
        }
        let section = Policy.Section(
            name: "arm", repositories: .all,
            rules: [.test(1, .patterns("*-arm"), .sinceImagePushed(days: 15)) { $0.action = .transition }])
        let summary = try await stage.clean { $0.policy = Policy(sections: [section]) }
        #expect(summary.totals.archived == (isBack ? 0 : 1) && summary.totals.skipped == (isBack ? 1 : 0))
        let note = try #require(summary.repositories.first).image(stage.digest("arm")).note
        #expect(note?.contains("the index v1 is back from the archive, and may hold it") == (isBack ? true : nil))
    }

    @Test("archives what is unchanged")
    func archiving() async throws {
        let stage = try Stage(.stale(2))
        Self.delay(stage, by: 31) { _ in }
        let summary = try await stage.clean { $0.policy.sections[0].rules[0].action = .transition }
        #expect(summary.totals.archived == 2)
    }

    @Test("leaves a manifest of a deleted index that was tagged meanwhile")
    func manifest() async throws {
        let stage = try Stage(.family)
        let arm = try stage.digest("arm")
        let transport = StubTransport { [deletions = Count(), readings = Count()] request, _ in
            let response = try await stage.transport.send(request)
            if request.operation == "BatchDeleteImage" { stage.clock.advance(by: deletions.next() == 1 ? 2 : 0) }
            // The first reading after the index went is of its manifests. Their deletion waits then.
            if deletions.count == 1, request.readsImagesAgain, readings.next() == 1 {
                stage.clock.advance(by: 2)
                stage.registry.tag(arm, as: "release", in: "app")
            }
            return response
        }
        let outcomes = try await stage.carryOut(try await stage.plan(.expireOld()), through: transport)
        #expect(outcomes[arm] == .changed("it was given the tag release"))
        #expect(stage.left() == [arm])
    }

    @Test("is made by slow data, after it was read twice", arguments: [1.5, 29])
    func slowReading(seconds: Double) async throws {
        let stage = try Stage(.stale(2))
        let readings = Count()
        let transport = StubTransport { request, _ in
            let response = try await stage.transport.send(request)
            if request.readsImagesAgain {
                _ = readings.next()
                stage.clock.advance(by: seconds)
            }
            return response
        }
        let summary = try await stage.service(through: transport).run(.deleting())
        // Of the batch, of the call, and twice as its turn comes.
        #expect(readings.count == 4)
        #expect(summary.totals.deleted == 2)
    }

    @Test("is made again after everything was read, if the clock was set back meanwhile")
    func clockSetBack() async throws {
        let stage = try Stage(.stale(2))
        let tagged = try stage.digest("stale-0")
        Self.delay(stage, by: -60) { $0.tag(tagged, as: "release", in: "app") }
        let summary = try await stage.clean()
        #expect(summary.totals.deleted == 1 && summary.totals.skipped == 1)
        #expect(stage.left() == [tagged])
    }
}
