import AWSClient
import ECRClient
import ImageModel

/// Checks whether ECR records this program's reading of manifests as pulls.
///
/// Images whose manifests each run reads would then look pulled each time. A policy that looks at pull times might keep
/// them for ever.
struct PullTimeCheck: Sendable {
    let registry: ECRClient
    let region: Region
    let sts: STSClient?

    /// The facts that are known of the records of this program's pulls.
    enum Finding: Sendable {
        /// ECR does not record them.
        case excluded
        /// ECR records them as the caller's.
        case recorded(PullTimePrincipal)
        /// It is unknown, for a reason.
        case unknown(PullTimePrincipal?, String)
    }

    /// Asks ECR whether it leaves the caller's pulls out.
    func finding() async -> Finding {
        guard let sts else { return .unknown(nil, "who calls is not known") }
        var caller: PullTimePrincipal?
        do {
            let principal = PullTimePrincipal(caller: try await sts.getCallerIdentity().arn)
            caller = principal
            let exclusions = try await registry.listPullTimeUpdateExclusions().all()
            return principal.isAmong(exclusions) ? .excluded : .recorded(principal)
        } catch let error as AWSError where error.code == .deadline {
            return .unknown(caller, "time ran out")
        } catch is CancellationError {
            return .unknown(caller, "the run was cancelled")
        } catch {
            return .unknown(caller, "\(error)")
        }
    }

    /// A warning for the user, or `nil` if ECR ignores the reading.
    ///
    /// An error of the check only becomes a part of the warning.
    func warning() async -> String? {
        switch await finding() {
        case .excluded: nil
        case .recorded(let caller):
            "the policy looks at pull times, and ECR records this program's reading of manifests as pulls by "
                + "\(caller.arn)\(caller.remedy(in: region))"
        case .unknown(let caller, let reason): Self.doubt(about: caller, because: reason)
        }
    }

    /// The warning if it is unknown whether ECR records the reading.
    static func doubt(about caller: PullTimePrincipal?, because reason: String) -> String {
        let reader = caller.map { ", by \($0.arn)," } ?? ""
        return "the policy looks at pull times, and it is not known whether ECR records this program's reading of "
            + "manifests\(reader) as pulls: \(reason)"
    }
}
