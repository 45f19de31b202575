import Cleanup
import ECRClient
import Foundation
import ImageModel
import Testing

@testable import Handler

@Suite("What kept a run from succeeding")
struct ProblemReportTests {
    private func summary(_ status: Summary.Status, _ reports: [RepositoryReport] = [], reason: String? = nil) -> Summary
    {
        var summary = Summary(
            isDryRun: false, trigger: Trigger(.manual), requestID: nil,
            startedAt: Date(timeIntervalSince1970: 1_790_000_000))
        (summary.status, summary.reason, summary.repositories) = (status, reason, reports)
        return summary
    }

    private func report(
        _ name: String, _ status: RepositoryReport.Status, _ reason: String? = nil, region: String = "eu-west-1"
    ) -> RepositoryReport {
        var report = RepositoryReport(
            registryID: "123456789012", region: region, name: RepositoryName(name), policy: "default")
        (report.status, report.reason) = (status, reason)
        return report
    }

    @Test("is nothing where it succeeded")
    func succeeded() {
        #expect(ProblemReport(summary(.succeeded, [report("a", .succeeded)])).lines.isEmpty)
    }

    @Test("is the run's reason, and each repository's")
    func reasons() {
        let reports = [
            report("a", .succeeded), report("b", .blocked, "a limit"), report("c", .incomplete, "time ran out"),
        ]
        #expect(
            ProblemReport(summary(.incomplete, reports, reason: "the registry can't be reached")).lines == [
                "the run ended incomplete: the registry can't be reached", "  b: blocked: a limit",
                "  c: incomplete: time ran out",
            ])
    }

    @Test("names repositories with the same reason together, and a few of them")
    func grouped() {
        let reports = (1...5).map { report("r\($0)", .blocked, "a limit") }
        #expect(ProblemReport(summary(.partial, reports)).lines.last == "  r1, r2, r3 and 2 more: blocked: a limit")
    }

    @Test("ends after ten reasons, and counts the others")
    func bounded() {
        let reports = (1...13).map { report("r\($0)", .failed, "reason \($0)") }
        let lines = ProblemReport(summary(.failed, reports)).lines
        #expect(lines.count == 12)
        #expect(lines.last == "  and 3 more; the summary has them all")
    }

    @Test("says which images failed")
    func failures() throws {
        var report = report("a", .partial)
        let digest = try #require(ImageDigest("sha256:" + String(repeating: "0", count: 64)))
        report.failures = [ImageFailure(digest: digest, code: "KmsError", reason: "no key")]
        let lines = ProblemReport(summary(.partial, [report])).lines
        #expect(lines.last == "  a: partial: 1 image failed: \(digest): KmsError: no key")
    }

    @Test("says in which registry a repository is where there are several")
    func registries() {
        let reports = [report("a", .failed, "no"), report("a", .succeeded, region: "us-east-1")]
        #expect(ProblemReport(summary(.partial, reports)).lines.last == "  123456789012/eu-west-1/a: failed: no")
    }

    @Test("keeps a reason on its line, and short")
    func longReasons() {
        let reports = [report("a", .failed, "x\ny" + String(repeating: "z", count: 5000))]
        let line = ProblemReport(summary(.failed, reports)).lines.last
        #expect(line?.hasPrefix(#"  a: failed: x\nyzz"#) == true)
        #expect(line?.count ?? 0 < 2100)
    }
}
