import Foundation
import ImageModel
import Retention
import RetentionTestSupport
import Synchronization
import Testing

@testable import Cleanup

/// A dry run, and the page about it.
enum HTMLScene {
    static let now = Date(timeIntervalSince1970: 1_765_000_000)

    /// A run over an index of two manifests: one is in use, one kept; and an image that goes.
    static func summary(note: String? = nil) throws -> Summary {
        var index = try row(1, tags: ["v1", "latest"], .keep, .noRule, mebibytes: 9)
        index.image.mediaType = .imageIndex
        var manifest = try row(2, .protect, .protected(by: .inUse(by: "a task"), .named), mebibytes: 3)
        manifest.heldBy = [index.image.digest]
        var other = try row(3, .keep, .noRule, mebibytes: 3)
        other.heldBy = [index.image.digest]
        other.image.subject = index.image.digest
        let going = try row(4, .expire, .olderThan(.days(15), age: 40, since: .push), mebibytes: 4, note: note)
        var report = RepositoryReport(
            registryID: "123456789012", region: "eu-west-1", name: "team-a/app", policy: "default")
        report.images = [index, manifest, other, going]
        for row in report.images { report.counts.count(row) }
        report.byRule.count(1)
        report.byProtection.count("inUse")
        var summary = Summary(isDryRun: true, trigger: Trigger(.manual), requestID: nil, startedAt: now)
        summary.repositories = [report]
        return summary
    }

    private static func row(
        _ number: Int, tags: [ImageTag] = [], _ verdict: Decision.Verdict, _ reason: Reason, mebibytes: Int64,
        note: String? = nil
    ) throws -> ImageReport {
        let ages: [TimeInterval] = [3, 3, 20, 40]
        return ImageReport(
            image: Image(
                digest: try .test(number), tags: tags, pushedAt: now - ages[number - 1] * 86400,
                sizeInBytes: mebibytes << 20,
                mediaType: .imageManifest),
            decision: Decision(verdict, rule: verdict == .keep ? nil : 1, reason: reason),
            outcome: verdict == .expire ? .wouldDelete : .kept, note: note)
    }

    static func page(of summary: Summary) throws -> String {
        let text = Mutex(Data())
        try ReportFormat.html.write(summary) { part in text.withLock { $0 += part } }
        return text.withLock { String(decoding: $0, as: UTF8.self) }
    }

    /// The page about a run whose images arrived one repository after the other.
    static func page(of summary: Summary, _ contents: HTMLReportContents) throws -> String {
        let text = Mutex(Data())
        try contents.writePage(of: summary) { part in text.withLock { $0 += part } }
        return text.withLock { String(decoding: $0, as: UTF8.self) }
    }

    /// The JSON that the page's script reads.
    static func data(in page: String) throws -> [String: Any] {
        let text = try #require(
            page.components(separatedBy: "id=\"data\">").last?.components(separatedBy: "</script>").first)
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
}
