import ECRSimulator
import Foundation
import HTTPTransport
import ImageModel
import Retention
import TestSupport
import Testing

@testable import Cleanup

@Suite("What happens between the plan and the deletion")
struct RaceTests {
    /// What somebody else does to an image, and what the summary says of it.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let note: String
        let happens: @Sendable (SimulatedRegistry, ImageDigest) -> Void

        init(
            _ description: String, note: String, _ happens: @escaping @Sendable (SimulatedRegistry, ImageDigest) -> Void
        ) {
            testDescription = description
            self.note = note
            self.happens = happens
        }
    }

    static let changes = [
        Change("tagged", note: "it was given the tag release") { $0.tag($1, as: "release", in: "app") },
        Change("pulled", note: "it was pulled") { $0.pull($1, in: "app") },
        Change("pushed again", note: "it was pushed again") { registry, digest in
            registry.update(digest, in: "app") { $0.pushedAt = TestClock.start }
        },
        Change("archived", note: "its status was ACTIVE and is ARCHIVED") { registry, digest in
            registry.update(digest, in: "app") { $0.status = .archived }
        },
        Change("restored", note: "it was restored from the archive") { registry, digest in
            registry.update(digest, in: "app") { $0.lastActivatedAt = TestClock.start }
        },
    ]

    @Test("an image that changed is left, and the others go", arguments: changes)
    func changed(change: Change) async throws {
        let stage = try Stage(.stale(3))
        let changed = try stage.digest("stale-1")
        stage.registry.on(.after, call: 1, of: "DescribeImages") { change.happens($0, changed) }
        let report = try #require(try await stage.clean().repositories.first)
        #expect(stage.left() == [changed])
        #expect(report.counts.deleted == 2)
        #expect(report.counts.skipped == 1)
        #expect(report.status == .succeeded)
        let image = try report.image(changed)
        #expect(image.outcome == .skipped)
        #expect(image.note == "it changed since it was planned: \(change.note)")
    }

    @Test("an image that lost a tag is not what was decided about")
    func untagged() async throws {
        let stage = try Stage([ImageEntry("one", tags: ["a", "b"], pushed: .daysAgo(20))])
        stage.registry.on(.after, call: 1, of: "DescribeImages") { $0.untag("b", in: "app") }
        let summary = try await stage.clean {
            $0.policy.sections[0].rules = [
                Rule(priority: 1, tagStatus: .any, count: .sinceImagePushed(days: 1), action: .expire)
            ]
        }
        #expect(stage.left().count == 1)
        #expect(summary.repositories[0].images[0].note == "it changed since it was planned: it lost the tag b")
    }

    @Test("an image that somebody else deleted counts as deleted")
    func gone() async throws {
        let stage = try Stage(.stale(3))
        let gone = try stage.digest("stale-2")
        stage.registry.on(.after, call: 1, of: "DescribeImages") { $0.remove(gone, from: "app") }
        let report = try #require(try await stage.clean().repositories.first)
        #expect(stage.left().isEmpty)
        #expect(report.counts.deleted == 3)
        #expect(report.status == .succeeded)
        #expect(try report.image(gone).note?.hasSuffix("it was gone already") == true)
        // The batch is not asked for image by image: one listing shows what is gone.
        #expect(stage.operations.filter { $0 == "DescribeImages" }.count == 4)
    }

    @Test("an image that went between the last look and the deletion counts as deleted")
    func goneAtLast() async throws {
        let stage = try Stage(.stale(2))
        let gone = try stage.digest("stale-0")
        stage.registry.on(.before, call: 1, of: "BatchDeleteImage") { $0.remove(gone, from: "app") }
        let report = try #require(try await stage.clean().repositories.first)
        #expect(report.counts.deleted == 2)
        #expect(report.counts.failed == 0)
        #expect(report.status == .succeeded)
    }

    @Test("an image that an index holds by now is left, as ECR refuses it")
    func referenced() async throws {
        let stage = try Stage(.stale(2))
        stage.registry.on(.before, call: 1, of: "BatchDeleteImage") { registry in
            do {
                try registry.push(
                    ImageEntry("index", tags: ["v2"], pushed: .daysAgo(0), manifests: ["stale-0"]), to: "app")
            } catch {
                Issue.record(error)
            }
        }
        let report = try #require(try await stage.clean().repositories.first)
        #expect(report.counts.deleted == 1)
        #expect(report.counts.skipped == 1)
        #expect(report.failures.isEmpty)
        #expect(report.status == .succeeded)
        #expect(try report.image(stage.digest("stale-0")).note == "an index that is in the repository holds it")
    }

    @Test("a repository in which images vanish at every look is left in peace after a few")
    func restless() async throws {
        let stage = try Stage(.stale(20))
        for call in 1...30 {
            stage.registry.on(.after, call: call, of: "DescribeImages") { registry in
                guard let last = registry.images(in: "app").last else { return }
                registry.remove(last.digest, from: "app")
            }
        }
        let summary = try await stage.clean()
        let counts = summary.totals
        #expect(summary.status == .incomplete)
        #expect(
            summary.repositories[0].reason
                == "none of its images could be read again: others are deleting in this repository, too")
        #expect(counts.deleted + counts.skipped == 20)
        #expect(stage.operations.count < 16)
        #expect(stage.registry.calls["BatchDeleteImage"] == nil)
    }

    @Test("a repository about whose images the registry gives no answer is incomplete", arguments: [nil, 2])
    func unanswered(maximumImages: Int?) async throws {
        let stage = try Stage(.stale(3))
        let transport = stage.transport
        let silent = StubTransport { request, _ in
            let response = try await transport.send(request)
            guard request.readsImagesAgain else { return response }
            return TransportResponse(head: response.head, body: Data(#"{"imageDetails":[]}"#.utf8))
        }
        let summary = try await stage.service(through: silent).run(
            .deleting { $0.maximumImages = maximumImages })
        #expect(summary.status == .incomplete)
        #expect(summary.totals.skipped == 3)
        #expect(stage.left().count == 3)
    }

    @Test("two runs at once do no harm: everything stale goes, everything else stays", arguments: [1, 7, 1000])
    func twins(pageSize: Int) async throws {
        let fresh = (0..<20).map { ImageEntry("fresh-\($0)", pushed: .daysAgo(1)) }
        let stage = try Stage(.stale(250) + fresh)
        let first = try stage.service(pageSize: pageSize)
        let second = try stage.service(pageSize: pageSize)
        async let one = first.run(.deleting())
        async let other = second.run(.deleting())
        for summary in await [one, other] {
            #expect(summary.totals.failed == 0)
            #expect(summary.status == .succeeded)
            #expect(summary.totals.selected == summary.totals.deleted + summary.totals.skipped)
        }
        _ = try await stage.clean()
        #expect(stage.left().count == 20)
    }

    @Test("a second run finds nothing to do")
    func convergence() async throws {
        let stage = try Stage(.stale(5) + [ImageEntry("fresh", pushed: .daysAgo(15))])
        #expect(try await stage.clean().totals.deleted == 5)
        let calls = stage.registry.calls["BatchDeleteImage"]
        let second = try await stage.clean()
        #expect(second.totals.selected == 0)
        #expect(second.totals.scanned == 1)
        #expect(second.status == .succeeded)
        #expect(stage.registry.calls["BatchDeleteImage"] == calls)
    }

    @Test("an index that is archived before its manifest is read does not block: what it may hold stays")
    func archivedBeforeReading() async throws {
        let stage = try Stage([
            ImageEntry("held", pushed: .daysAgo(31)),
            ImageEntry("index", tags: ["v1"], pushed: .daysAgo(30), manifests: ["held"]),
            ImageEntry("later", pushed: .daysAgo(20)),
        ])
        let index = try stage.digest("index")
        stage.registry.on(.before, call: 1, of: "BatchGetImage") { registry in
            registry.update(index, in: "app") { $0.status = .archived }
        }
        let report = try #require(try await stage.clean().repositories.first)
        #expect(report.status == .succeeded)
        #expect(stage.left() == [index, try stage.digest("held")])
    }

    @Test("an active index that ECR does not give blocks the repository")
    func inaccessible() async throws {
        let stage = try Stage([
            ImageEntry("held", pushed: .daysAgo(31)),
            ImageEntry("index", tags: ["v1"], pushed: .daysAgo(30), manifests: ["held"]),
            ImageEntry("later", pushed: .daysAgo(20)),
        ])
        stage.registry.faults = FaultPlan([
            Fault(.itemFailure(ItemFailure(code: "ImageInaccessible")), of: "BatchGetImage")
        ])
        let report = try #require(try await stage.clean().repositories.first)
        #expect(report.status == .blocked)
        #expect(stage.left().count == 3)
    }
}
