import Foundation
import ImageModel
import Retention
import RetentionTestSupport
import Testing

@testable import Cleanup

@Suite("A plan for a terminal")
struct PlanTextTests {
    private func report(_ name: RepositoryName, images: Int, goes: Int, inUse: Int = 0) throws -> RepositoryReport {
        var report = RepositoryReport(registryID: "123456789012", region: "eu-west-1", name: name, policy: "default")
        for number in 0..<images {
            let verdict: Decision.Verdict = number < goes ? .expire : number < goes + inUse ? .protect : .keep
            let row = ImageReport(
                image: Image(
                    digest: try .test(number + 1), tags: number.isMultiple(of: 2) ? [ImageTag("v\(number)")] : [],
                    pushedAt: nil, sizeInBytes: 100 << 20),
                decision: Decision(verdict, reason: .noRule), outcome: verdict == .expire ? .wouldDelete : .kept)
            report.counts.count(row)
            if verdict == .protect { report.byProtection.count("inUse") }
            if row.goes { report.images.append(row) }
        }
        return report
    }

    private func summary(_ reports: [RepositoryReport]) -> Summary {
        var summary = Summary(
            isDryRun: true, trigger: Trigger(.manual), requestID: nil, startedAt: Date(timeIntervalSince1970: 0))
        summary.repositories = reports
        return summary
    }

    @Test("has a row for each repository, the largest first, the totals last, then what is remarkable")
    func golden() throws {
        var blocked = try report("c", images: 1, goes: 0)
        (blocked.status, blocked.reason) = (.blocked, "usage can't be read")
        var summary = summary([
            try report("team-a/app", images: 12, goes: 3, inUse: 1), try report("b", images: 40, goes: 2), blocked,
        ])
        summary.warnings = ["mind the gap"]
        let lines = PlanText(summary).lines.map(\.text)
        #expect(
            lines.joined(separator: "\n") == """
                REPOSITORY      IMAGES  GO  IN USE  KEPT  SIZE NOW   AFTER
                b                   40   2       0    38    3.9 GB  3.7 GB
                team-a/app          12   3       1     8    1.2 GB  900 MB
                c (blocked)          1   0       0     1    100 MB  100 MB
                ──────────────────────────────────────────────────────────
                3 repositories      53   5       1    47    5.2 GB  4.7 GB

                Storage        5.2 GB now, 4.7 GB after
                Monthly cost   $0.52 now, $0.47 after
                               Upper bounds: layers that images share are counted in each of them.
                In use         1 image would go, and stays: a workload uses it

                3 tagged images go:
                  team-a/app:v0, team-a/app:v2, b:v0

                Not planned:
                  c: blocked: usage can't be read

                Warnings:
                  - mind the gap
                """)
    }

    @Test("advice stands at the end by kind, with what to do and a command on a line of its own")
    func advice() throws {
        var summary = summary([try report("b", images: 1, goes: 0)])
        summary.isAudit = true
        #expect(
            PlanText(summary).lines.last?.text
                == "Audit: nothing is wrong with the registry, as far as it was looked at.")
        summary.add(
            (1...7).map { number in
                Advice(
                    .unusedRepository, registryID: "1", region: "eu-west-1", repository: RepositoryName("r\(number)"),
                    sentence: "nobody uses it", bytes: Int64(number) << 30, toDo: "delete it",
                    command: "ecr-cleanup usage")
            } + [
                Advice(
                    .nearTagQuota, registryID: "1", region: "eu-west-1", repository: "x", sentence: "it has many tags",
                    risk: "pushes fail", toDo: "remove some"),
                Advice(
                    .buildCache, registryID: "1", region: "eu-west-1", repository: "x", sentence: "1 build cache",
                    bytes: 2048, toDo: "keep few"),
            ])
        var style = PlanText.Style()
        style.maximumRows = 3
        let lines = PlanText(summary, style: style).lines.map(\.text).drop { $0 != "Advice:" }
        #expect(
            lines.joined(separator: "\n") == """
                Advice:
                  Near the quota of tags
                    - x: it has many tags; pushes fail
                    To do: remove some
                  Unused repositories
                    - r7: nobody uses it (7.0 GB, up to $0.70 a month)
                    - r6: nobody uses it (6.0 GB, up to $0.60 a month)
                    - r5: nobody uses it (5.0 GB, up to $0.50 a month)
                    - r4: nobody uses it (4.0 GB, up to $0.40 a month)
                    - r3: nobody uses it (3.0 GB, up to $0.30 a month)
                    … and 2 more; --all shows all
                    To do: delete it
                      ecr-cleanup usage
                  Build caches
                    - x: 1 build cache (2.0 KB, under $0.01 a month)
                    To do: keep few
                """)
        let all = PlanText(summary).lines.map(\.text)
        #expect(all.contains { $0.contains("r1: ") } && !all.contains { $0.contains("--all") })
    }

    @Test("no line is wider than the terminal, whatever names are", arguments: [60, 80, 100, 120])
    func width(width: Int) throws {
        let name = RepositoryName(String(repeating: "long-name/", count: 20) + "end")
        var summary = summary([try report(name, images: 3, goes: 1)])
        summary.warnings = [String(repeating: "word ", count: 100)]
        var style = PlanText.Style()
        style.width = width
        let lines = PlanText(summary, style: style).lines.map(\.text)
        // A name of its own that is longer than a line is not cut: it may be copied.
        for line in lines where !line.contains("long-name/long-name/long-name/long-name/long-name/") {
            #expect(line.count <= width, "\(line)")
        }
        #expect(lines[1].contains("…") && lines[1].contains("end"))
    }

    @Test("a terminal shows the largest ten, and how many more there are")
    func rows() throws {
        let reports = try (1...15).map { try report(RepositoryName("app-\($0)"), images: $0, goes: 0) }
        var style = PlanText.Style()
        style.maximumRows = 10
        let lines = PlanText(summary(reports), style: style).lines.map(\.text)
        #expect(lines[1].hasPrefix("app-15 ") && lines[10].hasPrefix("app-6 "))
        #expect(lines[11].contains("… and 5 smaller; --all shows all"))
        #expect(lines[13].hasPrefix("15 repositories "))
    }

    @Test("an empty registry is said in words")
    func empty() {
        #expect(PlanText(summary([])).lines[0].text == "No repository is in reach of the policy.")
    }
}
