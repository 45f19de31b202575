import ECRClient
import ImageModel
import Retention

extension RepositoryReport {
    /// Adds all images of the repository to its report.
    ///
    /// All images are counted. The reports that the run's detail asks for are kept, and the status is derived.
    ///
    /// - Parameters:
    ///   - rows: the images, the decisions about them, and the outcomes. In a dry run, only images that were left have
    ///     outcomes.
    mutating func add(_ rows: ImageRows, request: CleanupRequest) {
        let reportCount = request.detail.count(in: rows.assessment)
        images.reserveCapacity(min(reportCount, request.maximumImageReports ?? .max))
        for position in rows.indices {
            let report = rows[position]
            counts.count(report)
            if report.decision.isSelected, let rule = report.decision.rule { byRule.count(rule) }
            if case .protected(let veto, _) = report.decision.reason { byProtection.count(veto.name) }
            switch rows.outcomes[position] {
            case .refused(let code, let reason), .failed(let code, let reason):
                failures.append(ImageFailure(digest: report.image.digest, code: .init(code), reason: reason))
            case .skipped(.beyondLimit): counts.remaining += 1
            case .skipped(.familyOverLimit(let size, _)):
                counts.remaining += 1
                largestFamilyOverLimit = max(size, largestFamilyOverLimit ?? 0)
            default: break
            }
            guard request.detail.includes(report) else { continue }
            if images.count < request.maximumImageReports ?? .max {
                images.append(request.detail == .all ? rows.withIndexes(position) : report)
            } else {
                omittedImages += 1
            }
        }
        settle(rows.outcomes)
    }

    /// Derives the status from the images' outcomes.
    ///
    /// A graver status that was noted before stays.
    private mutating func settle(_ outcomes: ImageOutcomeList) {
        guard status == .succeeded else { return }
        var refusals = 0
        var failure: String?
        var isUnconfirmed = false
        var end: String?
        var obstacle: String?
        var doubt: String?
        var isAnyVerified = false
        for outcome in outcomes.lazy.compactMap(\.self) {
            isAnyVerified = isAnyVerified || outcome.isVerified
            switch outcome {
            case .skipped(.ranOut(let reason)): end = end ?? reason
            case .skipped(.notSent): end = end ?? ImageOutcome.Skip.notSent.description
            case .skipped(.blocked(let reason)): obstacle = obstacle ?? reason
            case .skipped(.unverified(let reason)): doubt = doubt ?? reason
            case .refused: refusals += 1
            case .failed(let code, let reason):
                failure = failure ?? reason
                isUnconfirmed = isUnconfirmed || code == ImageOutcome.unconfirmedCode
            case .skipped(.pointless(let reason)), .skipped(.checkFailed(let reason)): failure = failure ?? reason
            default: break
            }
        }
        if let failure, !isUnconfirmed, counts.deleted + counts.archived == 0 {
            (status, reason) = (.failed, failure)
        } else if let end {
            (status, reason) = (.incomplete, end)
        } else if let obstacle {
            (status, reason) = (counts.deleted + counts.archived == 0 ? .blocked : .partial, obstacle)
        } else if let failure {
            (status, reason) = (.partial, failure)
        } else if refusals > 0 {
            status = .partial
        } else if let doubt, !isAnyVerified {
            (status, reason) = (.incomplete, "none of its images could be read again: \(doubt)")
        }
    }
}

extension ImageReport {
    /// Creates the report of an image with an outcome, or as it was decided.
    init(image: Image, decision: Decision, outcome: ImageOutcome?) {
        self.init(image: image, decision: decision, outcome: .kept)
        switch outcome {
        case .deleted(let note):
            self.outcome = .deleted
            self.note = note.map { "\(decision.sentence); \($0)" }
        case .archived: self.outcome = .archived
        case .refused(let code, let reason), .failed(let code, let reason):
            self.outcome = .failed
            note = "\(code): \(reason)"
        case .skipped(let skip):
            self.outcome = .skipped
            note = skip.description
        case nil:
            switch decision.verdict {
            case .keep, .protect: self.outcome = .kept
            case .expire: self.outcome = .wouldDelete
            case .transition: self.outcome = .wouldArchive
            }
        }
    }
}
