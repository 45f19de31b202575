import AWSClient
import ECRClient
import ImageModel

/// Finds out whether ECR takes this program's reading of manifests for pulls.
///
/// What is read in each run then looks pulled by each, and a policy that looks at pull times may keep it for ever.
struct PullTimeCheck: Sendable {
    let registry: ECRClient
    let region: Region
    let sts: STSClient?

    /// What a person should know, or `nil` when ECR leaves this program's reading out.
    ///
    /// Nothing that goes wrong here is more than a part of that text.
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
        case .role: "\(fact). To do: \(command) (with the role's path before its name, where it has one)"
        case .user: "\(fact). To do: \(command)"
        case .other: "\(fact). To do: run it as a role, which ECR can be told to leave out"
        }
    }

    /// The warning where it is not known whether there is a need for one.
    static func doubt(about caller: PullTimePrincipal?, because reason: String) -> String {
        let reader = caller.map { ", by \($0.arn)," } ?? ""
        return "the policy looks at pull times, and it is not known whether ECR records this program's reading of "
            + "manifests\(reader) as pulls: \(reason)"
    }
}
