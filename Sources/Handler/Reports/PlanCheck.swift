import AWSClient
import Cleanup
import Essentials
import Formats

/// The checks of a saved plan before anything is deleted.
///
/// Each check throws ``ConfigurationError`` before anything is changed.
struct PlanCheck: Sendable {
    /// The plan's path or address.
    let name: String
    /// The age from which a plan is refused, in days.
    var maximumAgeInDays = 7
    /// The setting that the age comes from, for the error.
    var ageSetting = "a plan is good for"
    /// The next step after a refusal.
    var advice = "Make a new plan: ecr-cleanup plan --save FILE"
    /// The time of the check, by the machine's clock.
    let now: Date

    /// An age in days with one decimal place, rounded up.
    private static func days(_ age: Double) -> String {
        let tenths = Int((min(age, 1e12) / 8640).rounded(.up))
        return tenths <= 1 ? "under 0.1 days" : "\(tenths / 10).\(tenths % 10) days"
    }

    /// The error about a plan that is refused.
    func refused(_ reason: String) -> ConfigurationError { Self.refusal(of: name, reason) }

    /// The error about a plan of this name that is refused.
    static func refusal(of name: String, _ reason: String) -> ConfigurationError {
        ConfigurationError("the plan \(name.excerpt(300)) can't be carried out: \(reason)")
    }

    /// Checks that the plan is not too old, and not from the future.
    func age(of plan: SavedPlan) throws {
        let age = now.timeIntervalSince(plan.createdAt)
        let latest = max(plan.createdAt, plan.manifestsReadUntil ?? plan.createdAt)
        guard latest.timeIntervalSince(now) <= ClockTolerance.maximumOffset else {
            throw refused("it was made in the future, at \(latest.formatted(.iso8601)). Set the clock right")
        }
        guard age <= Double(maximumAgeInDays) * 86_400 else {
            throw refused("it is \(Self.days(age)) old, and \(ageSetting) \(maximumAgeInDays). \(advice)")
        }
    }

    /// Checks that a plan may be approved: it is of a whole run by the configured policy.
    func scope(of plan: SavedPlan) throws {
        switch plan.scope {
        case .all: return
        case .narrowed:
            throw refused(
                "it is of a run that was limited to some repositories or to another plan. Approve the plan of a whole "
                    + "run, and limit the run that carries it out, by \"repositories\" in its event")
        case .whatIf: throw refused("it only tries a policy that is not the configured one")
        }
    }

    /// Checks that the policy is the one of the plan.
    ///
    /// - Parameters:
    ///   - policy: the policy that is configured now; `nil` if it could not be read.
    ///   - reason: the reason why it could not be read.
    func policy(_ policy: PolicyIdentity?, reason: String? = nil, against plan: SavedPlan) throws {
        guard let policy else { throw refused("the policy can't be read\(reason.map { ": \($0)" } ?? "")") }
        guard policy.hasSameText(as: plan.policy) else {
            let isSamePlace = (policy.kind, policy.name) == (plan.policy.kind, plan.policy.name)
            let change = isSamePlace ? "which has changed" : "and \(policy) is configured now"
            throw refused("it was made by \(plan.policy), \(change). \(advice)")
        }
    }

    /// Checks that the run reaches the registries of the plan, unless one of the run's can't be listed.
    func registries(of listing: Summary, against plan: SavedPlan) throws {
        // A registry that can't be listed is a failure of the run, which goes on with the others.
        guard listing.status == .succeeded else { return }
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
