import AWSClient
import Cleanup
import Essentials
import Formats
import ImageModel
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
        let parts = try await planKeys(in: address.key, of: address.bucket).compactMap {
            S3URI(bucket: address.bucket, key: $0)
        }
        guard let first = parts.first else { throw Self.refused(address, "there is no plan in this folder") }
        var plan = try await read(first)
        for part in parts.dropFirst() {
            let other = try await read(part)
            guard other.policy.hasSameText(as: plan.policy), other.scope == plan.scope else {
                throw Self.refused(address, "its parts are of different runs: \(first) and \(part)")
            }
            plan.merge(other)
        }
        return plan
    }

    /// Finds the plan that announced what may go now.
    ///
    /// It is the newest plan that is old enough. If it is of another policy, nothing is announced.
    ///
    /// - Throws: `AWSError`, `CancellationError`, and ``ConfigurationError`` if the plan is damaged.
    func announcement(
        in settings: ReportSettings, days: Int, policy: PolicyIdentity, now: Date
    ) async throws -> Announcement {
        let latest = now.addingTimeInterval(-Double(days) * 86_400)
        guard let folder = try await newestFolder(in: settings, until: latest),
            let address = S3URI(settings.address(of: folder))
        else {
            return Announcement(
                days: days,
                obstacle: "nothing can go yet: no plan in \(settings.address(of: RunFolder.runs)) is "
                    + "\(Self.days(days)) old, which limits.announceDays asks for")
        }
        let plan = try await plan(at: address)
        guard plan.policy.hasSameText(as: policy), plan.scope == .all, plan.createdAt <= latest else {
            return Announcement(
                days: days,
                obstacle: "nothing can go yet: the plan of \(plan.createdAt.iso8601) in \(address), which would "
                    + "announce it, is of another policy than the configured one")
        }
        return Announcement(days: days, plan: plan, address: address.description)
    }

    /// The newest folder with a plan whose run began at `latest` or before; `nil` if there is none.
    private func newestFolder(in settings: ReportSettings, until latest: Date) async throws -> String? {
        let runs = settings.prefix + RunFolder.runs
        let lastDay = CivilTime(wholeSecondsOf: latest).day.text(separator: "-")
        let days = try await folders(in: runs, of: settings.bucket)
            .filter { $0.utf8.count == lastDay.utf8.count + 1 && $0.dropLast() <= lastDay }
        for day in days.sorted(by: >) {
            let names = try await folders(in: runs + day, of: settings.bucket)
                .filter { RunFolder.startedAt($0).map { $0 <= latest } ?? false }
            for name in names.sorted(by: >) {
                let keys = try await planKeys(in: runs + day + name, of: settings.bucket)
                if !keys.isEmpty { return RunFolder.runs + day + name }
            }
        }
        return nil
    }

    /// The last parts of the names of the folders in a folder, each with a slash at its end.
    private func folders(in prefix: String, of bucket: String) async throws -> [Substring] {
        var names: [Substring] = []
        for try await page in objects.listObjects(
            inBucket: bucket, prefix: prefix, delimiter: "/", expectedOwner: bucketOwner)
        {
            names += page.commonPrefixes.map { $0.dropFirst(prefix.count) }
        }
        return names
    }

    /// The keys of all plans in a folder and below it.
    private func planKeys(in prefix: String, of bucket: String) async throws -> [String] {
        var keys: [String] = []
        for try await page in objects.listObjects(inBucket: bucket, prefix: prefix, expectedOwner: bucketOwner) {
            keys += page.objects.map(\.key).filter(Self.isPlan)
        }
        return keys
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
        ConfigurationError("the plan \(address.description.excerpt(300)) can't be carried out: \(reason)")
    }

    private static func days(_ count: Int) -> String { count == 1 ? "1 day" : "\(count) days" }
}
