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

    /// A warning for the user, or `nil` if ECR ignores the reading.
    ///
    /// An error of the check only becomes a part of the warning.
    func warning() async -> String? {
        guard let sts else { return Self.doubt(about: nil, because: "who calls is not known") }
        var caller: PullTimePrincipal?
        do {
            let principal = PullTimePrincipal(caller: try await sts.getCallerIdentity().arn)
            caller = principal
            let exclusions = try await registry.listPullTimeUpdateExclusions().all()
            return principal.isAmong(exclusions) ? nil : advice(for: principal)
        } catch let error as AWSError where error.code == .deadline {
            return Self.doubt(about: caller, because: "time ran out")
        } catch is CancellationError {
            return Self.doubt(about: caller, because: "the run was cancelled")
        } catch {
            return Self.doubt(about: caller, because: "\(error)")
        }
    }

    private func advice(for caller: PullTimePrincipal) -> String {
        let fact =
            "the policy looks at pull times, and ECR records this program's reading of manifests as pulls by \(caller.arn)"
        let command =
            "aws ecr register-pull-time-update-exclusion --region \(region) --principal-arn \(caller.arn)"
        return switch caller.kind {
        case .role: "\(fact) (write the role's path before its name, where it has one). To do: \(command)"
        case .user: "\(fact). To do: \(command)"
        case .other: "\(fact). To do: run it as a role, which ECR can be told to leave out"
        }
    }

    /// The warning if it is unknown whether ECR records the reading.
    static func doubt(about caller: PullTimePrincipal?, because reason: String) -> String {
        let reader = caller.map { ", by \($0.arn)," } ?? ""
        return "the policy looks at pull times, and it is not known whether ECR records this program's reading of "
            + "manifests\(reader) as pulls: \(reason)"
    }
}
