import AWSClient
import ECRClient
public import Essentials
import Formats
import ImageModel

extension Summary {
    /// Reads a summary that this program wrote.
    ///
    /// Single images are ignored, and so is what only the run itself needs.
    ///
    /// - Throws: `DecodingError` if the text is no such summary.
    public init(json: Data) throws {
        let document = try JSONDecoder().decode(SummaryDocument.self, from: json)
        guard document.schemaVersion == Self.schemaVersion, let status = Status(rawValue: document.status) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: [], debugDescription: "the summary is of another version of the program"))
        }
        guard document.repositoriesOmitted ?? 0 == 0 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: [], debugDescription: "the summary does not name all of its repositories"))
        }
        self.init(
            isDryRun: document.dryRun, trigger: document.trigger.trigger, requestID: document.requestId,
            startedAt: CivilTime(iso8601: document.startedAt)?.date ?? .distantPast)
        self.status = status
        reason = document.reason
        maximumImages = document.maxImages
        policyIdentity = document.policySource?.identity
        (plan, planOrigin) = (document.plan?.comparison, document.plan?.origin)
        announcement = document.announcement?.report
        reports = document.reports?.reports
        duration = document.durationSeconds
        repositories = try document.repositories.map { try $0.report(isDryRun: document.dryRun) }
        sources = document.inUse.sources.compactMap(\.report)
        missing = document.inUse.missing.map { MissingImage(image: $0.image, users: [$0.usedBy]) }
        warnings = document.warnings
        isAudit = document.audit ?? false
        add((document.advice ?? []).compactMap(\.advice), omitted: document.adviceOmitted ?? 0)
        calls.calls = document.calls
        (calls.retries, calls.throttled) = (document.retries, document.throttled)
    }
}

/// The members of a summary's JSON that are read.
private struct SummaryDocument: Decodable {
    struct Cause: Decodable {
        let type: String
        let id: String?
        let time: String?

        var trigger: Trigger { Trigger(Trigger.Kind(rawValue: type) ?? .manual, id: id, time: time) }
    }

    struct Usage: Decodable {
        let sources: [Source]
        let missing: [Missing]
    }

    struct Source: Decodable {
        let name: String
        let status: String
        let images: Int
        let reason: String?

        var report: SourceReport? {
            SourceReport.Status(rawValue: status).map {
                SourceReport(name: name, status: $0, images: images, reason: reason)
            }
        }
    }

    struct Missing: Decodable {
        let image: String
        let usedBy: String
    }

    struct Piece: Decodable {
        let code: String
        let registryId: String
        let region: String
        let repository: String?
        let sentence: String
        let bytes: Int64?
        let risk: String?
        let toDo: String
        let command: String?

        var advice: Advice? {
            Advice.Code(rawValue: code).map {
                Advice(
                    $0, registryID: registryId, region: region, repository: repository.map { RepositoryName($0) },
                    sentence: sentence, bytes: bytes, risk: risk, toDo: toDo, command: command)
            }
        }
    }

    struct Policy: Decodable {
        /// A version, which is a number for parameters of Systems Manager.
        struct Version: Decodable {
            let text: String

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let number = try? container.decode(Int.self) {
                    text = "\(number)"
                } else {
                    text = try container.decode(String.self)
                }
            }
        }

        let kind: String
        let name: String?
        let version: Version?
        let sha256: String?

        var identity: PolicyIdentity? {
            guard let kind = PolicyIdentity.Kind(rawValue: kind) else { return nil }
            var identity = PolicyIdentity(kind, name: name, sha256: sha256)
            identity.version = version?.text
            return identity
        }
    }

    let schemaVersion: Int
    let policySource: Policy?
    let plan: PlanComparisonDocument?
    let announcement: AnnouncementDocument?
    let reports: WrittenReportsDocument?
    let status: String
    let reason: String?
    let dryRun: Bool
    let maxImages: Int?
    let trigger: Cause
    let requestId: String?
    let startedAt: String
    let durationSeconds: Double
    let repositories: [RepositoryDocument]
    let repositoriesOmitted: Int?
    let inUse: Usage
    let warnings: [String]
    let audit: Bool?
    let advice: [Piece]?
    let adviceOmitted: Int?
    let calls: [String: Int]
    let retries: Int
    let throttled: Int
}

/// The members of a repository's report that are read.
private struct RepositoryDocument: Decodable {
    struct Failure: Decodable {
        let digest: String?
        let code: String
        let reason: String
    }

    let registryId: String
    let region: String
    let name: String
    let status: String
    let reason: String?
    let policy: String
    let scanned: Int
    let kept: Int
    let protected: Int
    let selected: Int
    let deleted: Int
    let archived: Int
    let failed: Int
    let skipped: Int
    let remaining: Int?
    let usageUnknown: Int?
    let bytesScanned: Int64
    let bytesSelected: Int64
    let bytesDeleted: Int64
    let bytesUsageUnknown: Int64?
    let byRule: [String: Int]
    let byProtection: [String: Int]
    let failures: [Failure]
    let bytesStored: Int64?
    let bytesStoredAtMost: Int64?
    let bytesFreed: Int64?
    let bytesFreedAtMost: Int64?
    let bytesStoredAfter: Int64?
    let bytesStoredAfterAtMost: Int64?
    let imagesUnread: Int?

    func report(isDryRun: Bool) throws -> RepositoryReport {
        var report = RepositoryReport(
            registryID: registryId, region: region, name: RepositoryName(name), policy: policy)
        guard let status = RepositoryReport.Status(rawValue: status) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: [], debugDescription: "the repository \(name) has an unknown status"))
        }
        (report.status, report.reason, report.counts) = (status, reason, counts(isDryRun: isDryRun))
        report.exactBytes = exactBytes
        for (rule, count) in byRule { Int(rule).map { report.byRule.count($0, times: count) } }
        for (veto, count) in byProtection { report.byProtection.count(veto, times: count) }
        report.failures = failures.map {
            ImageFailure(digest: $0.digest.flatMap(ImageDigest.init), code: .init($0.code), reason: $0.reason)
        }
        return report
    }

    /// The bytes with each layer counted once; `nil` if the report has none.
    private var exactBytes: ExactBytes? {
        guard let bytesStored, let bytesFreed, let bytesStoredAfter else { return nil }
        return ExactBytes(
            stored: .init(atLeast: bytesStored, atMost: bytesStoredAtMost ?? bytesStored),
            freed: .init(atLeast: bytesFreed, atMost: bytesFreedAtMost ?? bytesFreed),
            after: .init(atLeast: bytesStoredAfter, atMost: bytesStoredAfterAtMost ?? bytesStoredAfter),
            unreadImages: imagesUnread ?? 0)
    }

    private func counts(isDryRun: Bool) -> ImageCounts {
        var counts = ImageCounts()
        (counts.scanned, counts.kept) = (scanned, kept)
        (counts.protected, counts.selected) = (protected, selected)
        (counts.deleted, counts.archived) = (deleted, archived)
        (counts.failed, counts.skipped) = (failed, skipped)
        (counts.remaining, counts.usageUnknown) = (remaining ?? 0, usageUnknown ?? 0)
        (counts.bytesScanned, counts.bytesSelected) = (bytesScanned, bytesSelected)
        (counts.bytesDeleted, counts.bytesUsageUnknown) = (bytesDeleted, bytesUsageUnknown ?? 0)
        // A dry run would have archived some of the selected images, which the summary does not tell apart.
        counts.bytesGoing = isDryRun ? counts.bytesSelected : counts.bytesDeleted
        counts.toArchive = counts.archived
        return counts
    }
}
