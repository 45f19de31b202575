import AWSClient
import Cleanup
import Formats
import ImageModel

/// The summaries of a fan-out's batches, which become the summary of the whole run.
struct FanOutSummary {
    /// The summary of the listing.
    let listing: Summary
    /// All batches.
    let batches: [FanOutBatch]
    /// The summaries of the batches that ended, by their numbers.
    let summaries: [Int: Summary]
    /// The errors of the batches that failed.
    let failures: [FanOutOutcome.Failure]
    /// The percentage of batches that may fail.
    let toleratedFailurePercentage: Int
    /// The reason why the Distributed Map did not come to its end; `nil` if it did.
    let failure: String?

    /// The most reasons of batches that the run's reason names.
    private static let mostReasons = 5

    /// The summary of all batches.
    ///
    /// Each listed repository is in it once. Those of a batch without a summary have failed.
    ///
    /// - Parameter results: the address of the folder with the results.
    func merged(results: String) -> Summary {
        let failed = allFailures
        var summary = listing
        summary.action = .clean
        summary.repositories = batches.flatMap { reports(of: $0, failed[$0.number]) }
        summary.status = status(failed: failed.count)
        summary.reason = reason(failed: failed.count)
        var (advice, omittedAdvice) = ([Advice](), 0)
        for batch in summaries.sorted(by: { $0.key < $1.key }).map(\.value) {
            for warning in batch.warnings where !summary.warnings.contains(warning) { summary.warnings.append(warning) }
            summary.calls.add(batch.calls)
            advice += batch.advice
            omittedAdvice += batch.omittedAdvice
        }
        summary.add(advice, omitted: omittedAdvice)
        summary.missing = Set(summaries.values.flatMap(\.missing)).sorted()
        summary.sources = sources
        addPlans(to: &summary)
        summary.fanOut = FanOutOutcome(
            results: results, batches: batches.count, failures: failed.values.sorted { $0.batch < $1.batch })
        return summary
    }

    /// Adds what the batches say of the plan that they carried out, of their announcement and of their reports.
    private func addPlans(to summary: inout Summary) {
        let batches = summaries.sorted { $0.key < $1.key }.map(\.value)
        for comparison in batches.compactMap(\.plan) {
            var sum = summary.plan ?? PlanComparison()
            sum += comparison
            summary.plan = sum
        }
        summary.planOrigin = batches.lazy.compactMap(\.planOrigin).first
        summary.announcement = batches.lazy.compactMap(\.announcement).first
        summary.reports = WrittenReports.folder(of: batches.compactMap(\.reports))
    }

    /// The failures of all batches that failed, with those that left neither a summary nor an error.
    private var allFailures: [Int: FanOutOutcome.Failure] {
        var known = Dictionary(failures.map { ($0.batch, $0) }) { first, _ in first }
        for batch in batches where known[batch.number] == nil {
            guard let summary = summaries[batch.number] else {
                known[batch.number] = FanOutOutcome.Failure(
                    batch: batch.number, error: "NoResult",
                    cause: "the batch left no summary. \(failure ?? "See the map run of the execution")")
                continue
            }
            guard summary.status == .failed else { continue }
            known[batch.number] = FanOutOutcome.Failure(
                batch: batch.number, error: "Function.RunFailed", cause: summary.reason ?? "nothing could be done")
        }
        return known
    }

    /// The reports of a batch's repositories.
    private func reports(of batch: FanOutBatch, _ failure: FanOutOutcome.Failure?) -> [RepositoryReport] {
        let written = summaries[batch.number]?.repositories ?? []
        let names = Set(written.map(\.name.description))
        return written
            + batch.repositories.filter { !names.contains($0) }.map { name in
                var report = RepositoryReport(
                    registryID: batch.registryID, region: batch.region, name: RepositoryName(name),
                    policy: "")
                if let failure {
                    report.status = .failed
                    report.reason = "the batch \(batch.number) failed: \(failure.error): \(failure.cause)"
                } else if summaries[batch.number]?.status != .succeeded {
                    report.status = .incomplete
                    report.reason = summaries[batch.number]?.reason ?? "the batch \(batch.number) does not tell of it"
                } else {
                    report.reason = "it was deleted after it was listed"
                }
                return report
            }
    }

    private func status(failed: Int) -> Summary.Status {
        let statuses = Set(summaries.values.map(\.status) + [listing.status] + (failed > 0 ? [.failed] : []))
        if failure != nil || hasTooManyFailures(failed) { return .failed }
        if !batches.isEmpty, failed == batches.count { return .failed }
        if statuses.contains(.incomplete) { return .incomplete }
        return statuses == [.succeeded] ? .succeeded : .partial
    }

    private func hasTooManyFailures(_ failed: Int) -> Bool { failed * 100 > batches.count * toleratedFailurePercentage }

    private func reason(failed: Int) -> String? {
        var reasons = [listing.reason, failure].compactMap(\.self)
        if failed > 0 {
            let tolerated = hasTooManyFailures(failed) ? ", and \(toleratedFailurePercentage) % are tolerated" : ""
            reasons.append("\(failed) of \(batches.count) batches failed\(tolerated)")
        }
        var others: [String] = []
        for batch in batches {
            guard let reason = summaries[batch.number]?.reason, !others.contains(reason) else { continue }
            others.append(reason)
        }
        reasons += others.prefix(Self.mostReasons)
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    }

    /// The results of the sources of usage.
    ///
    /// Batches of the same registry ask the same places: the most images that one of them found are all that there are.
    private var sources: [SourceReport] {
        let byRegistry = Dictionary(grouping: batches, by: \.targets).values.map { batches in
            Self.combined(batches.compactMap { summaries[$0.number]?.sources }, images: max)
        }
        return Self.combined(byRegistry, images: +)
    }

    private static func combined(_ reports: [[SourceReport]], images: (Int, Int) -> Int) -> [SourceReport] {
        let byName = Dictionary(grouping: reports.joined(), by: \.name)
        return byName.keys.sorted().compactMap { name in
            guard let reports = byName[name], var whole = reports.first else { return nil }
            for report in reports.dropFirst() {
                whole.images = images(whole.images, report.images)
                whole.status = SourceReport.Status.worse(whole.status, report.status)
                whole.reason = whole.reason ?? report.reason
            }
            return whole
        }
    }
}
