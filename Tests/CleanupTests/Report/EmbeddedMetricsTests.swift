import Foundation
import ImageModel
import Testing

@testable import Cleanup

@Suite("Metrics inside the summary's line")
struct EmbeddedMetricsTests {
    private let metrics = EmbeddedMetrics(functionName: "ecr-cleanup-nightly")

    private func summary(
        action: CleanupRequest.Action? = .clean, status: Summary.Status = .succeeded, trigger: Trigger.Kind = .schedule
    ) -> Summary {
        var summary = Summary(
            isDryRun: false, trigger: Trigger(trigger), requestID: "r",
            startedAt: Date(timeIntervalSince1970: 1_790_000_000.1239))
        var report = RepositoryReport(registryID: "123456789012", region: "us-east-1", name: "app", policy: "p")
        report.counts.scanned = 20
        report.counts.kept = 8
        report.counts.protected = 2
        report.counts.selected = 10
        report.counts.deleted = 4
        report.counts.archived = 3
        report.counts.failed = 2
        report.counts.skipped = 1
        report.counts.bytesScanned = 7_000_000_000
        report.counts.bytesSelected = 6_000_000_000
        report.counts.bytesDeleted = 5_000_000_000
        summary.repositories = [report]
        summary.duration = 600
        summary.action = action
        summary.status = status
        return summary
    }

    private func line(_ summary: Summary, limit: Int = Summary.longestLine) throws -> JSONDocument {
        try JSONDocument(summary.compactJSON(.selected, metrics: metrics, limit: limit))
    }

    @Test("have the run's counts as values, at the root of the object")
    func values() throws {
        let line = try line(summary())
        for (name, value) in [
            "ImagesScanned": 20, "ImagesKept": 8, "ImagesProtected": 2, "ImagesSelected": 10, "ImagesDeleted": 4,
            "ImagesArchived": 3, "ImagesFailed": 2, "ImagesSkipped": 1, "BytesScanned": 7_000_000_000,
            "BytesSelected": 6_000_000_000, "BytesDeleted": 5_000_000_000, "RepositoriesFailed": 0,
            "RepositoriesBlocked": 0, "RepositoriesIncomplete": 0, "ImagesInUseMissing": 0, "RunsEnded": 1,
        ] {
            #expect(line.number(name) == value, "\(name)")
        }
        #expect(line.text("FunctionName") == "ecr-cleanup-nightly")
        #expect(line.text("Trigger") == "schedule")
        #expect(line.members("_aws")["Timestamp"] as? Int == 1_790_000_600_123)
    }

    @Test("tell whether the reports are in S3, if any are wanted")
    func reports() throws {
        var summary = summary()
        #expect(try line(summary).number("ReportsNotWritten") == nil)
        summary.reports = WrittenReports(prefix: "s3://reports/runs/2026-01-01/a/")
        #expect(try line(summary).number("ReportsNotWritten") == 0)
        summary.reports?.failure = "denied"
        #expect(try line(summary).number("ReportsNotWritten") == 1)
        #expect(try line(summary).members("reports")["failure"] as? String == "denied")
    }

    @Test("leave out the number of images that are gone if it is not known whether any is")
    func unknownMissing() throws {
        var summary = summary()
        summary.missingUnknown = ["app: denied"]
        #expect(try line(summary).number("ImagesInUseMissing") == nil)
        // One that is known to be gone is reason enough for an alarm.
        summary.missing = [MissingImage(image: "app:v1", users: ["ECS task 1"])]
        #expect(try line(summary).number("ImagesInUseMissing") == 1)
    }

    @Test("are each declared once for their dimensions, which are there")
    func declarations() throws {
        let line = try line(summary())
        let directives = try #require(line.members("_aws")["CloudWatchMetrics"] as? [[String: Any]])
        var declared: [String] = []
        for directive in directives {
            #expect(directive["Namespace"] as? String == "ecr-cleanup")
            let dimensions = try #require(directive["Dimensions"] as? [[String]])
            #expect(dimensions.joined().allSatisfy { line.text($0) != nil })
            let names = try #require(directive["Metrics"] as? [[String: String]]).compactMap { $0["Name"] }
            #expect(Set(names).count == names.count)
            declared += names
        }
        #expect(declared.allSatisfy { line.number($0) != nil })
        #expect(line.keys.filter { $0.first?.isUppercase == true } == Set(declared + ["FunctionName", "Trigger"]))
    }

    @Test("count a run that ended, however it went", arguments: [Summary.Status.partial, .incomplete, .failed])
    func heartbeat(status: Summary.Status) throws {
        #expect(try line(summary(status: status)).number("RunsEnded") == 1)
    }

    @Test("count the repositories that need attention, by the reason")
    func repositories() throws {
        var summary = summary()
        let report = summary.repositories[0]
        let statuses: [RepositoryReport.Status] = [
            .failed, .blocked, .blocked, .incomplete, .incomplete, .incomplete, .succeeded, .partial,
        ]
        summary.repositories = statuses.map {
            var report = report
            report.status = $0
            return report
        }
        let line = try line(summary)
        #expect(line.number("RepositoriesFailed") == 1)
        #expect(line.number("RepositoriesBlocked") == 2)
        #expect(line.number("RepositoriesIncomplete") == 3)
    }

    @Test("count a registry that can't be listed as a repository that failed")
    func registry() throws {
        var summary = summary()
        var registries = [TargetReport(name: "one"), TargetReport(name: "two"), TargetReport(name: "three")]
        registries[0].fail(.failed, "it can't be reached")
        registries[1].fail(.incomplete, "time ran out")
        summary.add(registries)
        let line = try line(summary)
        #expect(line.number("RepositoriesFailed") == 1)
        #expect(line.number("RepositoriesIncomplete") == 1)
    }

    @Test("tell what triggered the run", arguments: [Trigger.Kind.schedule, .imageAction, .manual])
    func trigger(kind: Trigger.Kind) throws {
        #expect(try line(summary(trigger: kind)).text("Trigger") == kind.rawValue)
    }

    @Test("are not there where no policy was applied", arguments: [nil, CleanupRequest.Action.listRepositories])
    func noRun(action: CleanupRequest.Action?) throws {
        let keys = try line(summary(action: action)).keys
        #expect(keys.allSatisfy { $0.first?.isLowercase == true })
    }

    @Test("are not there outside of Lambda")
    func notInLambda() throws {
        let summary = summary()
        for text in [try summary.indentedJSON(.all), summary.compactJSON(.all)] {
            #expect(try JSONDocument(text).keys.allSatisfy { $0.first?.isLowercase == true })
        }
    }

    @Test("are never left out, however little room there is, and never make the line too long")
    func limit() throws {
        var summary = summary()
        summary.repositories = Array(repeating: summary.repositories[0], count: 3000)
        for limit in [3000, 50_000, Summary.longestLine] {
            let text = summary.compactJSON(.all, metrics: metrics, limit: limit)
            #expect(text.count <= limit)
            #expect(try JSONDocument(text).number("ImagesScanned") == 60_000)
        }
    }
}
