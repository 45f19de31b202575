/// Who this program calls as, in the terms of a registry's pull time update exclusions.
///
/// ECR leaves the pulls of a role or user out of `lastRecordedPullTime` when its ARN is among them.
///
/// - SeeAlso: [RegisterPullTimeUpdateExclusion](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RegisterPullTimeUpdateExclusion.html)
struct PullTimePrincipal: Sendable, Hashable {
    /// The kinds of callers.
    enum Kind: Sendable, Hashable {
        /// A session of a role. Where the role has a path, its session doesn't name it.
        case role(name: String)
        /// A user.
        case user
        /// One that ECR can't be told to leave out, such as the root user.
        case other
    }

    /// The kind.
    let kind: Kind
    /// The ARN: of a role without its path, of all others as AWS gives it.
    let arn: String

    /// Reads the ARN that AWS gives of a caller.
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

    /// Whether a registry's exclusions have this caller among them.
    func isAmong(_ exclusions: [String]) -> Bool {
        exclusions.contains { exclusion in
            guard case .role(let name) = kind else { return exclusion == arn }
            // A role's name is its account's only one, whatever the path before it is.
            return exclusion.hasSuffix("/\(name)") && exclusion.hasPrefix(arn.dropLast(name.count))
        }
    }
}
