import ECRSimulator
import Foundation
import ImageModel
import RetentionTestSupport
import Synchronization
import TestSupport
import Testing

@testable import Cleanup
@testable import Retention

@Suite("The reports of a run in a store")
struct RunReportWriterTests {
    /// A store in memory, which may refuse a name.
    private final class MemoryStore: ReportStore {
        struct Refused: Error, CustomStringConvertible {
            let name: String
            var description: String { "\(name) was refused" }
        }

        let prefix = "s3://reports/runs/2026-01-01/a/"
        private let refusedName: String?
        private let objects = Mutex<[(name: String, body: Data)]>([])

        init(refusing refusedName: String? = nil) { self.refusedName = refusedName }

        var names: [String] { objects.withLock { $0.map(\.name) } }

        func text(_ name: String) throws -> Data {
            try #require(objects.withLock { $0.first { $0.name == name }?.body })
        }

        func put(_ body: Data, as name: String, contentType: String) async throws {
            if let refusedName, name.hasSuffix(refusedName) { throw Refused(name: name) }
            objects.withLock { $0.append((name, body)) }
        }
    }

    private func writer(_ store: MemoryStore, _ stage: Stage, folder: String = "") -> RunReportWriter {
        let plan = SavedPlan(
            version: "1.0.0", createdAt: stage.clock.now, policy: PolicyIdentity(.builtIn, sha256: "a"),
            repositories: [])
        return RunReportWriter(store: store, folder: folder, plan: plan, isDryRun: true, now: { stage.clock.now })
    }

    /// Cleans a repository with so many old images in a dry run, and writes its reports.
    private func summary(
        _ count: Int, _ store: MemoryStore, folder: String = "", change: (inout CleanupRequest) -> Void = { _ in }
    ) async throws -> Summary {
        let stage = try Stage((0..<count).map { ImageEntry("old-\($0)", pushed: .daysAgo(40)) })
        let writer = writer(store, stage, folder: folder)
        let summary = try await stage.clean(reports: writer) {
            $0.policy.sections[0].rules = [.expireOld()]
            $0.policy.protection = .none
            $0.isDryRun = true
            change(&$0)
        }
        return await writer.finish(summary)
    }

    @Test("has a plan that names everything, and the summary last")
    func everything() async throws {
        let store = MemoryStore()
        let summary = try await summary(3, store)
        #expect(store.names == ["images-1.json", "plan.json", "report.html", "summary.json"])
        let plan = try SavedPlan(fileText: store.text("plan.json"))
        #expect(plan.imageCount == 3)
        #expect(try summary.reports?.plans == [.init(name: "plan.json", checksum: plan.checksum(), imageCount: 3)])
        #expect(summary.reports?.names == ["images-1.json", "report.html", "summary.json"])
        #expect(!summary.warnings.contains { $0.contains("s3://") })
        let stored = try JSONDocument(store.text("summary.json"))
        #expect(stored.members("reports")["objects"] as? [String] == summary.reports?.names)
    }

    @Test("has a plan without images if nothing would go")
    func nothing() async throws {
        let store = MemoryStore()
        _ = try await summary(0, store)
        #expect(store.names == ["plan.json", "report.html", "summary.json"])
        #expect(try SavedPlan(fileText: store.text("plan.json")).repositories.isEmpty)
    }

    @Test("lies in a folder of its own if it is a batch of a fan-out")
    func batch() async throws {
        let store = MemoryStore()
        let summary = try await summary(1, store, folder: "batch-7/")
        #expect(store.names.allSatisfy { $0.hasPrefix("batch-7/") })
        #expect(summary.reports?.plans.first?.name == "batch-7/plan.json")
    }

    @Test(
        "that can't be written in full says so, in the summary that is still written",
        arguments: ["images-1.json", "plan.json", "report.html"])
    func refused(name: String) async throws {
        let store = MemoryStore(refusing: name)
        let summary = try await summary(3, store)
        #expect(summary.status == .succeeded)
        #expect(summary.reports?.failure == "\(name) was refused")
        #expect(summary.warnings.contains { $0.contains("\(name) was refused") })
        let stored = try JSONDocument(store.text("summary.json"))
        #expect(stored.members("reports")["failure"] as? String == "\(name) was refused")
    }

    @Test("lists each image once, however many parts there are")
    func parts() async throws {
        let store = MemoryStore()
        let count = RunReportWriter.partSize * 2 + 5
        _ = try await summary(count, store)
        var digests: [String] = []
        for name in ["images-1.json", "images-2.json", "images-3.json"] {
            let part = try JSONSerialization.jsonObject(with: store.text(name)) as? [String: Any]
            let repositories = try #require(part?["repositories"] as? [[String: Any]])
            for repository in repositories {
                #expect(repository["name"] as? String == "app")
                digests += try #require(repository["images"] as? [[String: Any]]).compactMap { $0["digest"] as? String }
            }
        }
        #expect(digests.count == count)
        #expect(Set(digests).count == count)
        let plans = try ["plan.json", "plan-2.json"].map { try SavedPlan(fileText: store.text($0)) }
        #expect(plans.map(\.imageCount) == [RunReportWriter.planSize, count - RunReportWriter.planSize])
        let named = plans.flatMap { $0.repositories.flatMap { $0.images.keys } }
        #expect(Set(named).count == count)
    }

    @Test("names in a later plan what waits for its announcement, with the reason of its rule")
    func unannounced() async throws {
        let store = MemoryStore()
        let summary = try await summary(2, store) { $0.announcement = Announcement(days: 7, obstacle: "none yet") }
        #expect(summary.totals.selected == 0)
        #expect(summary.totals.protected == 2)
        #expect(summary.warnings.contains("none yet"))
        let plan = try SavedPlan(fileText: store.text("plan.json"))
        #expect(plan.imageCount == 2)
        let images = plan.repositories[0].images.values
        #expect(images.allSatisfy { $0.action == .expire && $0.reason.contains("older than") })
    }

    @Test("names nothing in its plan if the clocks are so far apart that every age is in doubt")
    func clockInDoubt() async throws {
        let store = MemoryStore()
        let stage = try Stage((0..<3).map { ImageEntry("old-\($0)", pushed: .daysAgo(40)) })
        stage.registry.clockOffsetSeconds = 86_400
        let writer = writer(store, stage)
        let summary = try await stage.clean(reports: writer) {
            $0.policy.sections[0].rules = [.expireOld()]
            $0.policy.protection = .none
            $0.isDryRun = true
        }
        _ = await writer.finish(summary)
        #expect(try SavedPlan(fileText: store.text("plan.json")).imageCount == 0)
    }

    @Test("is written in full if the run is cancelled")
    func cancelled() async throws {
        let store = MemoryStore()
        let summary = try await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            let stage = try Stage([])
            let writer = writer(store, stage)
            let old = try ImageGraph.rows(3)
            await writer.add(old, of: RepositoryReport(registryID: "1", region: "r", name: "app", policy: "p"))
            return await writer.finish(
                Summary(isDryRun: true, trigger: Trigger(.manual), requestID: nil, startedAt: stage.clock.now))
        }.value
        #expect(summary.reports?.failure == nil)
        #expect(store.names == ["images-1.json", "plan.json", "report.html", "summary.json"])
    }
}

extension ImageGraph {
    /// So many images that nothing was decided to do to.
    fileprivate static func rows(_ count: Int) throws -> ImageRows {
        let images = try (1...count).map { number in
            Image(digest: try .test(number), pushedAt: nil, sizeInBytes: 1)
        }
        let decisions = images.map { _ in Decision(.keep, reason: .noRule) }
        return ImageRows(
            assessment: Assessment(graph: ImageGraph(of: images, manifests: nil), decisions: decisions),
            outcomes: ImageOutcomeList(count: count))
    }
}
