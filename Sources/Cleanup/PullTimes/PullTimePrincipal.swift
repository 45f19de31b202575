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
    init(caller arn: String) {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        let resource = (parts.last ?? "").split(separator: "/", omittingEmptySubsequences: false)
        switch (parts.count, parts.dropFirst(2).first, resource.first) {
        case (6, "sts", "assumed-role") where resource.count == 3 && !resource[1].isEmpty:
            kind = .role(name: String(resource[1]))
            self.arn = "arn:\(parts[1]):iam::\(parts[4]):role/\(resource[1])"
        case (6, "iam", "user"):
            (kind, self.arn) = (.user, arn)
        default:
            (kind, self.arn) = (.other, arn)
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
}
