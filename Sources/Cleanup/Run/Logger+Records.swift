import ECRClient
import ImageModel
import Logging
import Retention

/// The records of a run: each deletion, and each repository's result.
extension Logger {
    /// Records the results of calls about some images of a repository.
    ///
    /// The records remain even if a run ends without a summary.
    func record(_ outcomes: [ImageDigest: ImageOutcome], of action: Rule.Action) {
        let done = outcomes.filter { $0.value == .deleted(note: nil) || $0.value == .archived }.keys.sorted()
        if !done.isEmpty {
            let message: Logger.Message = action == .expire ? "images deleted" : "images archived"
            info(message, metadata: ["digests": .array(done.map { .string($0.description) })])
        }
        let failures = outcomes.compactMap { digest, outcome in
            outcome.failure.map { (digest, Logger.MetadataValue.string("\(digest): \($0)")) }
        }
        guard !failures.isEmpty else { return }
        let message: Logger.Message = action == .expire ? "images not deleted" : "images not archived"
        warning(message, metadata: ["failures": .array(failures.sorted { $0.0 < $1.0 }.map(\.1))])
    }

    /// Records a repository's result, as a warning if it did not succeed.
    func record(_ report: RepositoryReport) {
        var metadata: Logger.Metadata = [
            "status": "\(report.status.rawValue)", "scanned": "\(report.counts.scanned)",
            "selected": "\(report.counts.selected)", "deleted": "\(report.counts.deleted)",
        ]
        if let reason = report.reason { metadata["reason"] = "\(reason)" }
        if report.counts.archived > 0 { metadata["archived"] = "\(report.counts.archived)" }
        if report.counts.failed > 0 { metadata["failed"] = "\(report.counts.failed)" }
        if report.counts.skipped > 0 { metadata["skipped"] = "\(report.counts.skipped)" }
        if report.status == .succeeded {
            info("repository done", metadata: metadata)
        } else {
            warning("repository not done", metadata: metadata)
        }
    }

    /// Records that a registry as a whole could not be cleaned.
    func record(_ report: TargetReport) {
        guard let status = report.status, let reason = report.reason else { return }
        warning(
            "registry not done",
            metadata: ["registry": "\(report.name)", "status": "\(status.rawValue)", "reason": "\(reason)"])
    }
}

extension ImageOutcome {
    /// The code and the reason of a failed call about the image.
    fileprivate var failure: String? {
        switch self {
        case .refused(let code, let reason), .failed(let code, let reason): "\(code): \(reason)"
        case .deleted, .archived, .skipped: nil
        }
    }
}
