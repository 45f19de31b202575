import AWSClient
import Cleanup
import Essentials
import Formats

/// A file with a saved plan, for the command `apply`.
///
/// Each check throws ``ConfigurationError`` before anything is changed.
struct PlanFile {
    let program: Program
    let path: String
    let maximumAgeInDays: Int

    private static let largestPlan = 2 << 30

    /// The checks of the plan.
    var check: PlanCheck {
        PlanCheck(
            name: path, maximumAgeInDays: maximumAgeInDays, ageSetting: "--max-age is", now: program.system.now())
    }

    /// Reads the plan, which must be whole, unchanged and not too old.
    func plan() throws -> SavedPlan {
        let dryRun = program.environment["DRY_RUN"]
        guard dryRun == nil || dryRun == "false" else {
            throw check.refused(
                "DRY_RUN is \"\((dryRun ?? "").excerpt())\", which keeps everything. Unset it, or write DRY_RUN=false")
        }
        guard maximumAgeInDays >= 0 else { throw ConfigurationError("--max-age must be a number of days from 0") }
        let saved: SavedPlan
        do {
            saved = try SavedPlan(
                fileText: InputText(readFrom: path, for: "the plan", limit: Self.largestPlan).content)
        } catch let error as InvalidPlan {
            throw check.refused("\(error). \(check.advice)")
        }
        try check.age(of: saved)
        return saved
    }

    /// The file to read the plan's policy from again.
    ///
    /// The result is `nil` if the environment names the policy.
    func policyFile(of plan: SavedPlan) throws -> String? {
        let isConfigured = program.environment["CLEANUP_POLICY"] != nil
        switch plan.policy.kind {
        case .event: throw check.refused("its policy came from an event, and can't be read again. \(check.advice)")
        case .builtIn: return nil
        case .environment, .ssm, .s3:
            guard isConfigured else {
                throw check.refused(
                    "it was made by \(plan.policy), and CLEANUP_POLICY is not set. Set it as it was then")
            }
            return nil
        // If a setting names a policy, the policy is read from there and compared with the plan's.
        case .file: return isConfigured ? nil : plan.policy.name
        }
    }
}
