import ImageModel

/// The program's caller, as pull time update exclusions name callers.
///
/// ECR leaves a role's or a user's pulls out of `lastRecordedPullTime` if its ARN is excluded.
///
/// - SeeAlso: [RegisterPullTimeUpdateExclusion](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RegisterPullTimeUpdateExclusion.html)
struct PullTimePrincipal: Sendable, Hashable {
    /// The kinds of callers.
    enum Kind: Sendable, Hashable {
        /// A session of a role, which does not name the role's path.
        case role(name: String)
        /// A user.
        case user
        /// A caller that ECR can't exclude, such as the root user.
        case other
    }

    /// The kind.
    let kind: Kind
    /// The caller's ARN, for a role without its path.
    let arn: String

    /// Reads a caller's ARN as AWS gives it.
    init(caller text: String) {
        let caller = ARN(text)
        if let role = caller?.roleOfSession, let name = role.resourceParts.last {
            (kind, arn) = (.role(name: String(name)), role.description)
        } else {
            kind = caller?.service == "iam" && caller?.resourceParts.first == "user" ? .user : .other
            arn = text
        }
    }

    /// Whether a registry's exclusions include this caller.
    func isAmong(_ exclusions: [String]) -> Bool {
        exclusions.contains { exclusion in
            guard case .role(let name) = kind else { return exclusion == arn }
            // A role's name is unique in its account, whatever its path is.
            return exclusion.hasSuffix("/\(name)") && exclusion.hasPrefix(arn.dropLast(name.count))
        }
    }

    /// The advice by which ECR leaves the caller's pulls out, to follow the caller's ARN.
    ///
    /// - SeeAlso: [register-pull-time-update-exclusion](https://docs.aws.amazon.com/cli/latest/reference/ecr/register-pull-time-update-exclusion.html)
    func remedy(in region: Region) -> String {
        let command = "aws ecr register-pull-time-update-exclusion --region \(region) --principal-arn \(arn)"
        return switch kind {
        case .role: " (write the role's path before its name, where it has one). To do: \(command)"
        case .user: ". To do: \(command)"
        case .other: ". To do: run it as a role, which ECR can be told to leave out"
        }
    }
}
