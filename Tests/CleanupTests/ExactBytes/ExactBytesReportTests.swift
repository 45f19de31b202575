import Foundation
import ImageModel
import Retention
import RetentionTestSupport
import TestSupport
import Testing

@testable import Cleanup

@Suite("Exact bytes in reports")
struct ExactBytesReportTests {
    private static let gigabyte: Int64 = 1 << 30

    private func report(_ name: RepositoryName, _ exact: ExactBytes? = nil) throws -> RepositoryReport {
        var report = RepositoryReport(registryID: "123456789012", region: "eu-west-1", name: name, policy: "default")
        for (number, verdict) in [Decision.Verdict.expire, .keep].enumerated() {
            report.counts.count(
                ImageReport(
                    image: Image(digest: try .test(number + 1), pushedAt: nil, sizeInBytes: 10 * Self.gigabyte),
                    decision: Decision(verdict, reason: .noRule), outcome: verdict == .expire ? .wouldDelete : .kept))
        }
        report.exactBytes = exact
        return report
    }

    private func summary(_ reports: [RepositoryReport]) -> Summary {
        var summary = Summary(
            isDryRun: true, trigger: Trigger(.manual), requestID: nil, startedAt: Date(timeIntervalSince1970: 0))
        summary.action = .clean
        summary.repositories = reports
        return summary
    }

    private static func amount(_ least: Int64, _ most: Int64? = nil) -> ExactBytes.Amount {
        .init(atLeast: least * gigabyte, atMost: (most ?? least) * gigabyte)
    }

    private static let known = ExactBytes(stored: amount(12), freed: amount(2), after: amount(10))
    private static let range = ExactBytes(
        stored: amount(12, 15), freed: amount(1, 2), after: amount(10, 13), unreadImages: 1)

    @Test("stand in a plan beside the upper bounds, which are named as such")
    func plan() throws {
        let plan = PlanText(summary([try report("app", Self.known), try report("bpp", Self.range)]))
        let lines = plan.lines.map(\.text)
        #expect(lines[0].hasSuffix("KEPT  MOST NOW  MOST AFTER        STORED       FREED"))
        #expect(lines[1].hasSuffix(" 1   20.0 GB     10.0 GB       12.0 GB      2.0 GB"))
        #expect(lines[2].hasSuffix(" 1   20.0 GB     10.0 GB  12.0–15.0 GB  1.0–2.0 GB"))
        #expect(lines[4].hasSuffix(" 2   40.0 GB     20.0 GB  24.0–27.0 GB  3.0–4.0 GB"))
        #expect(
            lines[6...11].joined(separator: "\n") == """
                Storage        24.0–27.0 GB now, 20.0–23.0 GB after, 3.0–4.0 GB freed
                Monthly cost   $2.40–$2.70 now, $2.00–$2.30 after
                               Exact: each layer is counted once in its repository. The layers of 1 image are
                               unknown (archived, or not read), so figures are ranges.
                At most        40.0 GB now, 20.0 GB after
                               $4.00 a month now, $2.00 after
                """)
        #expect(lines[12] == "               Upper bounds: layers that images share are counted in each of them.")
    }

    @Test("are written to JSON as the least, and as the most where that is more")
    func json() throws {
        let text = String(decoding: summary([try report("app", Self.range)]).compactJSON(.none), as: UTF8.self)
        let members = #"""
            "bytesStored":12884901888,"bytesStoredAtMost":16106127360,"bytesFreed":1073741824,\#
            "bytesFreedAtMost":2147483648,"bytesStoredAfter":10737418240,"bytesStoredAfterAtMost":13958643712,\#
            "imagesUnread":1
            """#
        #expect(text.components(separatedBy: members).count == 3)
        #expect(
            text.contains(
                #""exactMonthlyCostUSD":1.20,"exactMonthlyCostAtMostUSD":1.50,"exactMonthlySavingsUSD":0.10,"#
                    + #""exactMonthlySavingsAtMostUSD":0.20"#))
        let known = String(decoding: summary([try report("app", Self.known)]).compactJSON(.none), as: UTF8.self)
        #expect(known.contains(#""bytesStored":12884901888,"bytesFreed":2147483648,"bytesStoredAfter":10737418240"#))
        #expect(!known.contains("AtMost") && !known.contains("imagesUnread"))
        let none = String(decoding: summary([try report("app")]).compactJSON(.none), as: UTF8.self)
        #expect(!none.contains("bytesStored") && !none.contains("bytesFreed") && !none.contains("exactMonthly"))
    }

    @Test("stand in Markdown, HTML and messages, and only where layers were counted")
    func others() throws {
        let (with, without) = (summary([try report("app", Self.range)]), summary([try report("app")]))
        let markdown = MarkdownReport(with).text
        #expect(markdown.contains("Storage 12.0–15.0 GB → 10.0–13.0 GB, **1.0–2.0 GB freed**, "))
        #expect(markdown.contains("monthly cost $1.20–$1.50 → $1.00–$1.30, each layer counted once"))
        #expect(markdown.contains("The layers of 1 image are unknown (archived, or not read), so figures are ranges."))
        #expect(markdown.contains("By the images' sizes: storage 20.0 GB → 10.0 GB, "))
        #expect(markdown.contains("monthly cost $2.00 → $1.00, both upper bounds."))
        #expect(markdown.contains("| Most now | Most after | Stored | Freed | |"))
        #expect(markdown.contains("| `app` | 2 | 1 | 0 | 1 | 20.0 GB | 10.0 GB | 12.0–15.0 GB | 1.0–2.0 GB |  |"))
        #expect(MarkdownReport(without).text.contains("| Size now | After | |"))

        let page = try HTMLScene.page(of: with)
        #expect(page.contains("Storage, exact") && page.contains("12.0–15.0 GB → </span>10.0–13.0 GB</dd>"))
        #expect(page.contains("By sizes at most 20.0 GB → 10.0 GB, $2.00 → $1.00 a month"))
        #expect(page.contains("<td class=\"number\">12.0–15.0 GB</td><td class=\"number\">1.0–2.0 GB</td>"))
        #expect(!(try HTMLScene.page(of: without)).contains(", exact"))

        let message = Cleanup.Notification(with).text
        #expect(message.contains("Storage: 12.0–15.0 GB before, 10.0–13.0 GB after, 1.0–2.0 GB freed; each layer"))
        #expect(message.contains("At most: 20.0 GB before, 10.0 GB after; $2.00 a month before, $1.00 after; upper"))
        #expect(!Cleanup.Notification(without).text.contains("freed"))
    }

    @Test("of a repository that lacks them are known up to its sizes, and are no zeros")
    func lacking() throws {
        let total = try #require(summary([try report("app", Self.known), try report("bpp")]).exactBytes)
        #expect(total.stored == Self.amount(12, 32))
        #expect(total.freed == Self.amount(2, 12))
        #expect(total.after == Self.amount(10, 20))
        #expect(total.unreadImages == 2)
        #expect(summary([try report("app"), try report("bpp")]).exactBytes == nil)
    }

    @Test(
        "are shown with one unit where that does for both ends",
        arguments: [
            (0, 0, "0 B"), (5, 5, "5 B"), (1024, 2048, "1.0–2.0 KB"), (0, 2048, "0 B–2.0 KB"), (1, 2, "1–2 B"),
            (1 << 20, (1 << 20) + 1, "1.0 MB"), (1 << 20, 1 << 30, "1.0 MB–1.0 GB"),
        ] as [(Int64, Int64, String)])
    func ranges(least: Int64, most: Int64, text: String) {
        #expect(Amounts.bytes(ExactBytes.Amount(atLeast: least, atMost: most)) == text)
    }
}
