import Foundation
import ImageModel
import Retention
import RetentionTestSupport
import Synchronization
import Testing

@testable import Cleanup

@Suite("Report files")
struct ReportFormatTests {
    /// A dry run over one repository with these rows.
    private func summary(_ rows: [ImageReport], name: RepositoryName = "team-a/app") -> Summary {
        var summary = Summary(
            isDryRun: true, trigger: Trigger(.manual), requestID: nil, startedAt: Date(timeIntervalSince1970: 0))
        var report = RepositoryReport(registryID: "123456789012", region: "eu-west-1", name: name, policy: "default")
        for row in rows { report.counts.count(row) }
        report.images = rows
        summary.repositories = [report]
        return summary
    }

    private func row(_ number: Int, tags: [ImageTag], note: String? = nil) throws -> ImageReport {
        ImageReport(
            image: Image(
                digest: try .test(number), tags: tags, pushedAt: Date(timeIntervalSince1970: 1_765_000_000),
                sizeInBytes: Int64(number) << 20),
            decision: Decision(.expire, rule: 1, reason: .olderThan(.days(15), age: 16.27, since: .push)),
            outcome: .wouldDelete, note: note)
    }

    private func csv(_ summary: Summary) throws -> String {
        let text = Mutex(Data())
        try CSVReport(summary).write { part in text.withLock { $0 += part } }
        return text.withLock { String(decoding: $0, as: UTF8.self) }
    }

    @Test(
        "the ending of the name decides",
        arguments: [
            ("a.json", .json), ("a.html", .html), ("a.md", .markdown), ("a.CSV", .csv), ("/dev/stdout", .json),
            ("x.y/report", .json),
            ("a.htm", nil), ("a.yaml", nil), (".json", .json),
        ] as [(String, ReportFormat?)])
    func ending(path: String, format: ReportFormat?) {
        #expect(ReportFormat(path: path) == format)
    }

    @Test("CSV has a row for each image")
    func csvRows() throws {
        let text = try csv(summary([try row(1, tags: ["pr-7", "v1"]), try row(2, tags: [])]))
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines.count == 4 && lines[3].isEmpty)
        #expect(
            lines[1]
                == "123456789012,eu-west-1,team-a/app,\(try ImageDigest.test(1)),pr-7 v1,,2025-12-06T05:46:40Z,,1048576,expire,wouldDelete,1,older than 15 days (16.2)"
        )
    }

    @Test(
        "no cell of CSV is a formula, nor ends its cell early",
        arguments: [
            ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "\\t=1"),
            ("\u{1B}[31m", "\\u{1b}[31m"), ("a\u{202E}b", "a\\u{202e}b"),
            ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""), ("=\"a\",b", "\"'=\"\"a\"\",b\""),
            ("plain", "plain"), ("", ""),
        ])
    func cell(text: String, cell: String) {
        #expect(CSVReport.cell(text) == cell)
    }

    @Test("Markdown names the repositories and what goes, and nothing in it is markup from outside")
    func markdown() throws {
        let hostile = "[x](http://evil) <img src=x> `a` |b| @team *c* _d_"
        let text = MarkdownReport(summary([try row(1, tags: ["pr-7"], note: hostile), try row(2, tags: [])])).text
        #expect(text.contains("**2 of 2 images would go**"))
        #expect(text.contains("| `team-a/app` | 2 | 2 | 0 | 0 | 3.0 MB | 0 B |  |"))
        #expect(text.contains("| `pr-7` | 1.0 MB |"))
        for part in ["[x](http", "<img", " `a`", "|b|", "@team", "*c*", " _d_"] {
            #expect(!text.contains(part), "\(part)")
        }
    }

    @Test("Markdown has at most 60 KB, and says that there is more")
    func longMarkdown() throws {
        let rows = try (1...2000).map { try row($0, tags: [ImageTag("tag-\($0)")]) }
        let text = MarkdownReport(summary(rows)).text
        #expect(text.utf8.count <= 60_000 && text.utf8.count > 50_000)
        #expect(text.contains("tag-2000") && !text.contains("`tag-1`"))
        #expect(text.hasSuffix("has everything._\n"))
    }
}
