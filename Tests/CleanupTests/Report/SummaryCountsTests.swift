import ECRSimulator
import Foundation
import ImageModel
import Retention
import TestSupport
import Testing

@testable import Cleanup

@Suite("The summary's counts")
struct SummaryCountsTests {
    private func file(seed: UInt64) -> RegistryFile {
        RegistryFile(
            repositories: [
                RepositoryEntry(
                    "mixed",
                    images: [
                        ImageEntry("amd64", pushed: .daysAgo(40), sizeInBytes: 100),
                        ImageEntry("arm64", pushed: .daysAgo(40), sizeInBytes: 200),
                        ImageEntry("index", tags: ["v1"], pushed: .daysAgo(40), manifests: ["amd64", "arm64"]),
                        ImageEntry("cold", status: .archived, pushed: .daysAgo(40), sizeInBytes: 1),
                    ])
            ],
            generate: RepositorySeries(
                repositories: 5, images: ImageSeries(count: 130, seed: seed, pushedDaysAgo: 0...40)),
            faults: FaultPlan(
                seed: seed,
                [
                    Fault(.itemFailure(ItemFailure(code: "KmsError")), of: "BatchDeleteImage", probability: 0.3),
                    Fault(.connectionCut(afterEffect: true), probability: 0.1), Fault(.throttling, probability: 0.1),
                ]))
    }

    @Test("agree with each other and with what the registry lost, whatever happens", arguments: 1...12)
    func invariants(seed: UInt64) async throws {
        let stage = try Stage(file(seed: seed))
        let names = stage.registry.repositoryNames()
        let before = Dictionary(uniqueKeysWithValues: names.map { ($0, stage.registry.images(in: $0)) })
        let summary = try await stage.clean { $0.maximumImages = seed % 3 == 0 ? 100 : nil }
        for report in summary.repositories {
            let counts = report.counts
            #expect(counts.scanned == counts.kept + counts.protected + counts.selected)
            #expect(counts.selected == counts.deleted + counts.archived + counts.failed + counts.skipped)
            #expect(report.byRule.entries.reduce(0) { $0 + $1.count } == counts.selected)
            #expect(report.failures.count == counts.failed)
            let left = stage.left(in: report.name)
            let lost = (before[report.name] ?? []).filter { !left.contains($0.digest) }
            #expect(counts.deleted == lost.count)
            #expect(counts.bytesDeleted == lost.reduce(0) { $0 + $1.sizeInBytes })
            #expect(lost.allSatisfy { $0.tags.isEmpty && $0.status == .active })
            if report.status != .failed { #expect(counts.scanned == before[report.name]?.count) }
        }
        let sums = summary.repositories.reduce(into: ImageCounts()) { $0 += $1.counts }
        #expect(summary.totals == sums)
        let document = try JSONDocument(summary.compactJSON(.all))
        #expect(document.members("totals")["deleted"] as? Int == sums.deleted)
        #expect(document.members("totals")["bytesDeleted"] as? Int64 == sums.bytesDeleted)
    }

    @Test("sizes whose sum no number holds do not end the process")
    func hugeSizes() async throws {
        let stage = try Stage([
            ImageEntry("one", pushed: .daysAgo(40), sizeInBytes: .max),
            ImageEntry("two", pushed: .daysAgo(40), sizeInBytes: .max),
        ])
        let summary = try await stage.clean()
        #expect(summary.totals.deleted == 2)
        #expect(summary.totals.bytesDeleted == .max)
    }

    @Test("an index adds no bytes, since its manifests are counted")
    func indexBytes() async throws {
        let stage = try Stage([
            ImageEntry("child", tags: ["arm"], pushed: .daysAgo(1), sizeInBytes: 200),
            ImageEntry("index", pushed: .daysAgo(40), manifests: ["child"]),
            ImageEntry("list", pushed: .daysAgo(40), mediaType: .dockerManifestList, manifests: ["child"]),
            ImageEntry("plain", pushed: .daysAgo(40), sizeInBytes: 7),
        ])
        let totals = try await stage.clean().totals
        #expect(totals.deleted == 3)
        #expect(totals.bytesSelected == 7)
        #expect(totals.bytesDeleted == 7)
    }

    @Test("an image with many tags is one image")
    func manyTags() async throws {
        let stage = try Stage([ImageEntry("one", tags: ["a", "b", "c"], pushed: .daysAgo(9), sizeInBytes: 5)])
        let summary = try await stage.clean {
            $0.policy.sections[0].rules = [
                Rule(priority: 3, tagStatus: .any, count: .sinceImagePushed(days: 1), action: .expire)
            ]
        }
        #expect(summary.totals.deleted == 1)
        #expect(summary.totals.bytesDeleted == 5)
        #expect(summary.repositories[0].byRule == [3: 1])
    }

    @Test("what the selected images cost is said in US dollars a month")
    func savings() {
        var summary = Summary(isDryRun: true, trigger: Trigger(.manual), requestID: nil, startedAt: TestClock.start)
        var report = RepositoryReport(registryID: "1", region: "r", name: "app", policy: "p")
        report.counts.bytesSelected = 25 << 30
        summary.repositories = [report, report]
        #expect(abs(summary.estimatedMonthlySavings - 5) < 1e-9)
    }

    @Test(
        "the run's status follows from those of its repositories",
        arguments: [
            ([], .succeeded), ([.succeeded, .succeeded], .succeeded), ([.succeeded, .failed], .partial),
            ([.failed, .failed], .failed), ([.failed, .blocked], .partial), ([.blocked], .partial),
            ([.succeeded, .blocked], .partial), ([.partial], .partial), ([.partial, .failed], .partial),
            ([.succeeded, .incomplete], .incomplete), ([.incomplete, .failed], .incomplete),
        ] as [([RepositoryReport.Status], Summary.Status)])
    func status(statuses: [RepositoryReport.Status], expected: Summary.Status) {
        var summary = Summary(isDryRun: true, trigger: Trigger(.manual), requestID: nil, startedAt: TestClock.start)
        summary.repositories = statuses.map { status in
            var report = RepositoryReport(registryID: "1", region: "r", name: "app", policy: "p")
            report.status = status
            return report
        }
        summary.settle(summary.repositories.map(\.status))
        #expect(summary.status == expected)
    }
}
