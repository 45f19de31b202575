import ECRSimulator
import Foundation
import ImageModel
import Retention
import TestSupport
import Testing

@testable import Cleanup

@Suite("A summary that is read back")
struct SummaryDecodingTests {
    private func summary(isDryRun: Bool) async throws -> Summary {
        let file = RegistryFile(
            repositories: [],
            generate: RepositorySeries(repositories: 4, images: ImageSeries(count: 60, seed: 3, pushedDaysAgo: 0...40)),
            faults: FaultPlan(
                seed: 1, [Fault(.itemFailure(ItemFailure(code: "KmsError")), of: "BatchDeleteImage", probability: 0.3)])
        )
        return try await Stage(file).clean { $0.isDryRun = isDryRun }
    }

    @Test("has the same counts, reports and calls, without single images", arguments: [false, true])
    func roundTrip(isDryRun: Bool) async throws {
        var summary = try await summary(isDryRun: isDryRun)
        summary.reason = "a reason"
        summary.policyIdentity = PolicyIdentity(.ssm, name: "policy", sha256: String(repeating: "a", count: 64))
        summary.policyIdentity?.version = "3"
        summary.sources = [SourceReport(name: "ecs", status: .failed, images: 2, reason: "denied")]
        summary.missing = [MissingImage(image: "app:prod", users: ["ECS task a", "ECS task b"])]
        summary.warnings = ["a warning"]
        summary.isAudit = true
        var comparison = PlanComparison()
        (comparison.named, comparison.selected, comparison.noLongerSelected) = (15, 1, 2)
        (comparison.gone, comparison.notInPlan) = (4, 8)
        summary.plan = comparison
        summary.planOrigin = PlanOrigin(address: "s3://b/approved/plan.json", checksum: "sha256:0")
        summary.announcement = Announcement.Report(days: 3, address: "s3://b/runs/1/", goesFrom: "2026-01-31")
        summary.reports = WrittenReports(prefix: "s3://b/runs/2/")
        summary.reports?.names = ["report.html"]
        summary.reports?.plans = [.init(name: "plan.json", checksum: "sha256:1", imageCount: 7)]
        summary.reports?.failure = "denied"
        summary.add(
            [
                Advice(
                    .unusedRepository, registryID: "123456789012", region: "eu-west-1", repository: "app",
                    sentence: "unused", bytes: 5, toDo: "delete it", command: "ecr-cleanup usage"),
                Advice(
                    .notComputed, registryID: "123456789012", region: "eu-west-1", repository: nil, sentence: "denied",
                    risk: "unknown", toDo: "allow it"),
            ], omitted: 3)
        let read = try Summary(json: summary.compactJSON(.selected))
        #expect(read.advice == summary.advice && read.advice.count == 2)
        #expect(read.omittedAdvice == 3 && read.isAudit)
        #expect(read.totals == summary.totals && summary.totals.selected > 0)
        #expect(read.repositories.map(\.name) == summary.repositories.map(\.name))
        #expect(read.repositories.map(\.byRule) == summary.repositories.map(\.byRule))
        #expect(read.repositories.map(\.failures) == summary.repositories.map(\.failures))
        #expect(read.calls == summary.calls)
        #expect(read.policyIdentity == summary.policyIdentity)
        #expect((read.sources, read.missing, read.warnings) == (summary.sources, summary.missing, summary.warnings))
        #expect((read.plan, read.planOrigin) == (summary.plan, summary.planOrigin))
        #expect((read.announcement, read.reports) == (summary.announcement, summary.reports))
        #expect(read.reason == "a reason" && read.isDryRun == isDryRun)
        #expect(read.startedAt.timeIntervalSince(summary.startedAt).magnitude < 1)
        var again = read
        again.version = summary.version
        #expect(try Summary(json: again.compactJSON(.none)).totals == summary.totals)
    }

    @Test("that leaves repositories out is an error, since sums would be wrong")
    func omitted() async throws {
        let line = try await summary(isDryRun: true).compactJSON(.none, limit: 1_500)
        #expect(try JSONDocument(line).number("repositoriesOmitted", default: 0) > 0)
        #expect(throws: DecodingError.self) { try Summary(json: line) }
    }

    @Test("of another version, or of none, is an error", arguments: ["", "{}", #"{"schemaVersion":2}"#, "[]"])
    func others(text: String) {
        #expect(throws: (any Error).self) { try Summary(json: Data(text.utf8)) }
    }
}
