import AWSClient
import Cleanup
import Foundation
import ImageModel
import TestSupport
import Testing

@testable import Handler

@Suite("The summary of a fan-out")
struct FanOutSummaryTests {
    private static let names = (0..<6).map { "team/\($0)" }
    private static let batches = FanOutBatch.split(
        [
            ListedRegistry(
                targets: [0], registryID: "111111111111", region: "eu-west-1",
                repositories: names.prefix(4).map { RepositoryName($0) }),
            ListedRegistry(
                targets: [1], registryID: "222222222222", region: "eu-west-1",
                repositories: names.suffix(2).map { RepositoryName($0) }),
        ], size: 2, limit: nil, policySHA256: nil, on: TestClock.start)

    private static func empty(_ status: Summary.Status = .succeeded) -> Summary {
        var summary = Summary(isDryRun: false, trigger: Trigger(.schedule), requestID: nil, startedAt: TestClock.start)
        summary.status = status
        return summary
    }

    private static func summary(of batch: FanOutBatch, _ status: Summary.Status = .succeeded) -> Summary {
        var summary = empty(status)
        summary.repositories = batch.repositories.map { name in
            var report = RepositoryReport(
                registryID: batch.registryID, region: batch.region, name: RepositoryName(name), policy: "default")
            (report.counts.scanned, report.counts.selected, report.counts.deleted) = (10, 3, 3)
            report.counts.bytesScanned = 1 << 24
            return report
        }
        summary.sources = [SourceReport(name: "ecs", status: .ok, images: 5 + batch.number)]
        summary.calls.calls = ["DescribeImages": 2]
        summary.warnings = ["the same", "of \(batch.number)"]
        return summary
    }

    private func merged(
        _ summaries: [Int: Summary], _ failures: [Int] = [], tolerated: Int = 50, listing: Summary.Status = .succeeded,
        failure: String? = nil
    ) -> Summary {
        FanOutSummary(
            listing: Self.empty(listing), batches: Self.batches, summaries: summaries,
            failures: failures.map { FanOutOutcome.Failure(batch: $0, error: "Function.X", cause: "no") },
            toleratedFailurePercentage: tolerated, failure: failure
        ).merged(results: "s3://results/night/")
    }

    private static let all = Dictionary(uniqueKeysWithValues: batches.map { ($0.number, summary(of: $0)) })

    @Test("adds up exactly what the batches counted")
    func sums() {
        let summary = merged(Self.all)
        #expect(summary.status == .succeeded && summary.reason == nil)
        #expect(summary.repositories.map(\.name.description) == Self.names)
        #expect(summary.totals.scanned == 60 && summary.totals.deleted == 18)
        // The price is that of the sum, and not the sum of prices that were rounded.
        #expect(Summary.monthlyCost(ofBytes: summary.totals.bytesScanned) == 6 * 16.0 / 1024 * 0.1)
        #expect(summary.calls.calls == ["DescribeImages": 6])
        #expect(summary.warnings == ["the same", "of 0", "of 1", "of 2"])
        #expect(summary.fanOut == FanOutOutcome(results: "s3://results/night/", batches: 3, failures: []))
    }

    @Test("adds up what the batches say of their plan, and names their announcement and their folder")
    func plans() {
        var all = Self.all
        for number in all.keys {
            all[number]?.plan = PlanComparison()
            all[number]?.plan?.named = 3
            all[number]?.plan?.selected = number
            all[number]?.planOrigin = PlanOrigin(address: "s3://b/approved/1/", checksum: "sha256:0")
            all[number]?.reports = WrittenReports(prefix: "s3://b/runs/2/")
            all[number]?.reports?.names = ["batches/\(number)/report.html"]
            if number > 0 { all[number]?.reports?.failure = "denied in \(number)" }
        }
        let summary = merged(all)
        #expect((summary.plan?.named, summary.plan?.selected) == (9, 3))
        #expect(summary.planOrigin?.address == "s3://b/approved/1/")
        let json = String(decoding: summary.compactJSON(.none), as: UTF8.self)
        #expect(json.contains(#""reports":{"prefix":"s3://b/runs/2/","failure":"denied in 1"}"#))
        #expect(merged(Self.all).reports == nil && merged(Self.all).plan == nil)
    }

    @Test("joins the advice of the batches, each piece once and in order, and adds up what they left out")
    func advice() {
        func piece(_ code: Advice.Code, _ name: RepositoryName) -> Advice {
            Advice(
                code, registryID: "111111111111", region: "eu-west-1", repository: name, sentence: "it is full",
                risk: "pushes fail", toDo: "delete some")
        }
        var all = Self.all
        all[0]?.add([piece(.nearTagQuota, "team/0")], omitted: 2)
        all[1]?.add([piece(.nearImageQuota, "team/2"), piece(.nearTagQuota, "team/0")], omitted: 1)
        let summary = merged(all)
        #expect(summary.advice == [piece(.nearImageQuota, "team/2"), piece(.nearTagQuota, "team/0")])
        #expect(summary.omittedAdvice == 3)
        #expect(merged(Self.all).advice.isEmpty)
    }

    @Test("counts what is in use once for each registry, however many batches asked")
    func sources() {
        // Two batches of the first registry found 5 and 6 images, the one of the second 7.
        #expect(merged(Self.all).sources == [SourceReport(name: "ecs", status: .ok, images: 13)])
        var broken = Self.all
        broken[1]?.sources = [SourceReport(name: "ecs", status: .failed, images: 0, reason: "denied")]
        #expect(merged(broken).sources == [SourceReport(name: "ecs", status: .failed, images: 12, reason: "denied")])
    }

    @Test("names the repositories of batches that failed or left no result", arguments: [[1], []])
    func failures(written: [Int]) throws {
        var some = Self.all
        some[1] = nil
        let summary = merged(some, written)
        #expect(summary.status == .partial)
        #expect(summary.repositories.map(\.name.description) == Self.names)
        let failed = summary.repositories.filter { $0.status == .failed }
        #expect(failed.map(\.name.description) == ["team/2", "team/3"])
        #expect(failed.allSatisfy { $0.reason?.hasPrefix("the batch 1 failed: ") == true })
        #expect(summary.fanOut?.failures.map(\.batch) == [1])
        #expect(summary.fanOut?.failures.first?.error == (written.isEmpty ? "NoResult" : "Function.X"))
        #expect(summary.reason == "1 of 3 batches failed")
    }

    @Test("keeps what a batch counted that failed in the end")
    func failedWithSummary() {
        var some = Self.all
        some[1] = Self.summary(of: Self.batches[1], .failed)
        let summary = merged(some, [1])
        #expect(summary.totals.scanned == 60)
        #expect(summary.status == .partial)
    }

    @Test(
        "has the status of the worst batch, and has failed if more of them failed than are tolerated",
        arguments: [
            ([Summary.Status.succeeded, .succeeded, .succeeded], 50, Summary.Status.succeeded),
            ([.succeeded, .partial, .succeeded], 50, .partial), ([.succeeded, .partial, .incomplete], 50, .incomplete),
            ([.failed, .succeeded, .succeeded], 50, .partial), ([.failed, .succeeded, .succeeded], 33, .failed),
            ([.failed, .succeeded, .incomplete], 0, .failed), ([.failed, .succeeded, .incomplete], 50, .incomplete),
            ([.failed, .failed, .failed], 100, .failed),
        ])
    func status(statuses: [Summary.Status], tolerated: Int, expected: Summary.Status) {
        let summaries = zip(Self.batches, statuses).map { ($0.number, Self.summary(of: $0, $1)) }
        let failures = statuses.indices.filter { statuses[$0] == .failed }
        // The state machine may not have come to write the error of a batch that failed.
        for written in [failures, []] {
            let summary = merged(Dictionary(uniqueKeysWithValues: summaries), written, tolerated: tolerated)
            #expect(summary.status == expected)
            #expect(summary.fanOut?.failures.map(\.batch) == failures)
        }
    }

    @Test("is not succeeded where the listing was not whole, or where the batches were not all begun")
    func listing() {
        #expect(merged(Self.all, listing: .incomplete).status == .incomplete)
        #expect(merged(Self.all, listing: .partial).status == .partial)
        let cut = merged(Self.all, failure: "the map of batches failed: States.Timeout: ")
        #expect(cut.status == .failed && cut.reason?.contains("the map of batches failed") == true)
    }

    @Test("tells of a repository that vanished after the listing")
    func vanished() {
        var some = Self.all
        some[0]?.repositories.removeFirst()
        let report = merged(some).repositories.first { $0.name.description == "team/0" }
        #expect(report?.status == .succeeded)
        #expect(report?.reason == "it was deleted after it was listed")
    }
}
