import AWSClient
import Cleanup
import Essentials
import Formats
import ImageModel
import Retention
import S3Client

/// Reads plans that are kept in S3.
struct StoredPlans: Sendable {
    let objects: S3Client
    /// The account that must own the bucket of the reports; `nil` to accept any.
    var bucketOwner: String?

    /// The largest plan that is read, in bytes.
    static let largestPlan = 64 << 20

    /// Reads a plan, or all plans in a folder as one.
    ///
    /// - Parameter address: the plan's, or a folder's with a slash at its end.
    /// - Throws: ``ConfigurationError`` if there is no usable plan. `AWSError`, `CancellationError`.
    func plan(at address: S3URI) async throws -> SavedPlan {
        guard address.key.hasSuffix("/") else { return try await read(address) }
        let parts = try await plans(in: address.key, of: address.bucket)
        guard let (plan, _) = try await merged(parts) else {
            throw Self.refused(address, "there is no plan in this folder")
        }
        return plan
    }

    /// Reads the parts of a plan.
    ///
    /// - Parameters:
    ///   - narrowing: the lists that a repository must be in to be kept.
    ///   - end: the time after which parts are ignored.
    /// - Returns: the plan, which is as old as its oldest part, and the time of its youngest part; `nil` without parts.
    private func merged(
        _ parts: [S3URI], _ narrowing: [NamePatterns] = [], until end: Date = .distantFuture
    ) async throws -> (plan: SavedPlan, completedAt: Date)? {
        var whole: SavedPlan?
        var completedAt = Date.distantPast
        for part in parts {
            var plan = try await read(part)
            guard plan.createdAt <= end else { continue }
            completedAt = max(completedAt, plan.createdAt)
            plan.repositories.removeAll { repository in !narrowing.allSatisfy { $0.match(repository.name) } }
            guard let first = whole else {
                whole = plan
                continue
            }
            guard plan.policy.hasSameText(as: first.policy), plan.scope == first.scope, plan.run == first.run else {
                throw Self.refused(part, "it is not of the same run as \(parts[0])")
            }
            whole?.merge(plan)
        }
        return whole.map { ($0, completedAt) }
    }

    /// Finds the plan that announced what may go now.
    ///
    /// It is the newest plan that is old enough. If it is damaged or of another policy, nothing is announced, and the
    /// run's own plan announces again.
    ///
    /// - Parameter narrowing: the lists of repositories that the run is limited to; nothing else is kept of the plan.
    /// - Throws: `AWSError`, `CancellationError`.
    func announcement(
        in settings: ReportSettings, days: Int, policy: PolicyIdentity, narrowing: [NamePatterns], now: Date
    ) async throws -> Announcement {
        let latest = now.addingTimeInterval(-Double(days) * 86_400)
        let newest: (folder: String, plan: SavedPlan)?
        do {
            newest = try await newestPlan(in: settings, until: latest, narrowing)
        } catch let error as ConfigurationError {
            return Announcement(days: days, obstacle: "nothing can go yet: \(error)")
        }
        guard let (folder, plan) = newest else {
            return Announcement(
                days: days,
                obstacle: "nothing can go yet: no plan in \(settings.address(of: RunFolder.runs)) is "
                    + "\(AgeLimit.days(days).words) old, which limits.announceDays asks for")
        }
        let address = settings.address(of: folder)
        guard plan.policy.hasSameText(as: policy), plan.scope == .all else {
            let reason =
                plan.scope == .all ? "is of another policy than the configured one" : "is not of a whole run"
            return Announcement(
                days: days,
                obstacle: "nothing can go yet: the plan of \(plan.createdAt.iso8601) in \(address), which would "
                    + "announce it, \(reason)")
        }
        return Announcement(days: days, plan: plan, address: address)
    }

    /// The newest plan that was made at `latest` or before, and its folder; `nil` if there is none.
    ///
    /// The batches of a fan-out begin after the start in the folder's name: the youngest part counts. A part of more
    /// than a day later, such as that of a repeated execution, is no part of what was announced then.
    private func newestPlan(
        in settings: ReportSettings, until latest: Date, _ narrowing: [NamePatterns]
    ) async throws -> (folder: String, plan: SavedPlan)? {
        let runs = settings.prefix + RunFolder.runs
        let lastDay = CivilTime(wholeSecondsOf: latest).day.text(separator: "-")
        let days = try await folders(in: runs, of: settings.bucket)
            .filter { $0.utf8.count == lastDay.utf8.count + 1 && $0.dropLast() <= lastDay }
        for day in days.sorted(by: >) {
            let names = try await folders(in: runs + day, of: settings.bucket)
            for name in names.sorted(by: >) {
                guard let start = RunFolder.startedAt(name), start <= latest else { continue }
                let parts = try await plans(in: runs + day + name, of: settings.bucket)
                let found = try await merged(parts, narrowing, until: start.addingTimeInterval(86_400))
                if let (plan, completedAt) = found, completedAt <= latest {
                    return (RunFolder.runs + day + name, plan)
                }
            }
        }
        return nil
    }

    /// The last parts of the names of the folders in a folder, each with a slash at its end.
    private func folders(in prefix: String, of bucket: String) async throws -> [Substring] {
        try await objects.listObjects(inBucket: bucket, prefix: prefix, delimiter: "/", expectedOwner: bucketOwner)
            .allPages(identifiedBy: \.commonPrefixes)
            .flatMap { $0.commonPrefixes.map { $0.dropFirst(prefix.count) } }
    }

    /// The addresses of all plans in a folder and below it.
    private func plans(in prefix: String, of bucket: String) async throws -> [S3URI] {
        try await objects.listObjects(inBucket: bucket, prefix: prefix, expectedOwner: bucketOwner)
            .allPages { $0.objects.map(\.key) }
            .flatMap { $0.objects.map(\.key).filter(Self.isPlan).compactMap { S3URI(bucket: bucket, key: $0) } }
    }

    /// Whether a key is that of a plan or of a part of one: `plan.json`, `plan-2.json`.
    private static func isPlan(_ key: String) -> Bool {
        let name = key.split(separator: "/").last ?? ""
        return name == "plan.json" || (name.hasPrefix("plan-") && name.hasSuffix(".json"))
    }

    private func read(_ address: S3URI) async throws -> SavedPlan {
        let object = try await objects.getObject(
            address, maximumSize: Self.largestPlan, expectedOwner: bucketOwner)
        do {
            return try SavedPlan(fileText: object.body)
        } catch let error as InvalidPlan {
            throw Self.refused(address, "\(error)")
        }
    }

    private static func refused(_ address: S3URI, _ reason: String) -> ConfigurationError {
        PlanCheck.refusal(of: address.description, reason)
    }
}
