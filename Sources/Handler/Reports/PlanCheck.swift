import AWSClient
import Cleanup
import Essentials
import Formats

/// The checks of a saved plan before anything is deleted.
///
/// Each check throws ``ConfigurationError`` before anything is changed.
struct PlanCheck {
    let program: Program
    let path: String
    let maximumAgeInDays: Int

    private static let largestPlan = 2 << 30
    private static let tolerableClockOffset = 300.0
    private static let advice = "Make a new plan: ecr-cleanup plan --save FILE"

    /// An age in days with one decimal place, rounded up.
    private static func days(_ age: Double) -> String {
        let tenths = Int((min(age, 1e12) / 8640).rounded(.up))
        return "\(tenths / 10).\(tenths % 10)"
    }

    private func refused(_ reason: String) -> ConfigurationError {
        ConfigurationError("the plan \(path.excerpt(300)) can't be carried out: \(reason)")
    }

    /// Reads the plan, which must be whole, unchanged and not too old.
    func plan() throws -> SavedPlan {
        let dryRun = program.environment["DRY_RUN"]
        guard dryRun == nil || dryRun == "false" else {
            throw refused(
                "DRY_RUN is \"\((dryRun ?? "").excerpt())\", which keeps everything. Unset it, or write DRY_RUN=false")
        }
        guard maximumAgeInDays >= 0 else { throw ConfigurationError("--max-age must be a number of days from 0") }
        let saved: SavedPlan
        do {
            saved = try SavedPlan(
                fileText: InputText(readFrom: path, for: "the plan", limit: Self.largestPlan).content)
        } catch let error as InvalidPlan {
            throw refused("\(error)")
        }
        let now = program.system.now()
        let age = now.timeIntervalSince(saved.createdAt)
        let latest = max(saved.createdAt, saved.manifestsReadUntil ?? saved.createdAt)
        guard latest.timeIntervalSince(now) <= Self.tolerableClockOffset else {
            throw refused("it was made in the future, at \(latest.formatted(.iso8601)). Set the clock right")
        }
        guard age <= Double(maximumAgeInDays) * 86_400 else {
            throw refused(
                "it is \(Self.days(age)) days old, and --max-age is \(maximumAgeInDays). \(Self.advice)")
        }
        return saved
    }

    /// The file to read the plan's policy from again.
    ///
    /// The result is `nil` if the environment names the policy.
    func policyFile(of plan: SavedPlan) throws -> String? {
        let isConfigured = program.environment["CLEANUP_POLICY"] != nil
        switch plan.policy.kind {
        case .event: throw refused("its policy came from an event, and can't be read again. \(Self.advice)")
        case .builtIn: return nil
        case .environment, .ssm, .s3:
            guard isConfigured else {
                throw refused("it was made by \(plan.policy), and CLEANUP_POLICY is not set. Set it as it was then")
            }
            return nil
        // If a setting names a policy, the policy is read from there and compared with the plan's.
        case .file: return isConfigured ? nil : plan.policy.name
        }
    }

    /// Checks that the policy is the one of the plan.
    func policy(of prepared: CleanupRunner.Prepared, against plan: SavedPlan) throws {
        guard let policy = prepared.policyIdentity else {
            throw refused("the policy can't be read\(prepared.reason.map { ": \($0)" } ?? "")")
        }
        guard policy.hasSameText(as: plan.policy) else {
            let isSamePlace = (policy.kind, policy.name) == (plan.policy.kind, plan.policy.name)
            let change = isSamePlace ? "which has changed" : "and \(policy) is configured now"
            throw refused("it was made by \(plan.policy), \(change). \(Self.advice)")
        }
    }

    /// Checks that the run reaches the registries of the plan.
    func registries(of listing: Summary, against plan: SavedPlan) throws {
        guard listing.status == .succeeded else {
            throw refused("the repositories can't be listed: \(listing.reason ?? listing.status.rawValue)")
        }
        func names(_ registries: [[String]]) -> String {
            Set(registries.map { "\($0[0]) in \($0[1])" }).sorted().listed(upTo: 5)
        }
        let planned = Set(plan.repositories.map { [$0.registryID, $0.region] })
        let reached = Set(listing.repositories.map { [$0.registryID, $0.region] })
        let missing = planned.subtracting(reached)
        guard missing.isEmpty else {
            let found =
                reached.isEmpty ? "no repository of the plan is there" : "this run reaches \(names(Array(reached)))"
            throw refused(
                "it is of the registry \(names(Array(missing))), and \(found). Check the account, the region and the "
                    + "policy's targets, or make a new plan")
        }
    }
}
