import ImageModel

/// The uses of all clusters, without those that differ from another in nothing but the user.
///
/// Of several users, the first by its text is named: a deployment may have a thousand pods.
struct CollectedUses {
    /// The user of each use, which itself has none.
    private var users: [ImageUse: String] = [:]
    private var usersByDigest: [ImageDigest: String] = [:]

    /// Adds the uses of workloads, in any order.
    mutating func add(_ workloads: [KubernetesUses]) {
        for workload in workloads {
            for var use in workload.uses {
                let user = use.user
                use.user = ""
                users[use] = min(users[use] ?? user, user)
            }
            for digest in workload.digests {
                usersByDigest[digest] = min(usersByDigest[digest] ?? workload.user, workload.user)
            }
        }
    }

    /// The uses and the digests in use, each with a user.
    var answer: UsageAnswer {
        let uses = users.map { use, user in
            var use = use
            use.user = user
            return use
        }
        var answer = UsageAnswer(
            uses: uses.sorted { ($0.reference.description, $0.user) < ($1.reference.description, $1.user) })
        answer.digests = usersByDigest
        return answer
    }
}
