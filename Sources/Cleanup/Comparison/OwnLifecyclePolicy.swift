import ECRClient
import Essentials
import ImageModel
import Retention

/// The lifecycle policy that a repository has in ECR, as this program understands it.
struct OwnLifecyclePolicy: Sendable {
    /// The rules, as a section without vetoes.
    let section: Policy.Section
    /// The time at which ECR last evaluated the policy, if it did.
    let lastEvaluatedAt: Date?

    /// A policy that this program can't understand, although ECR has taken it.
    struct NotUnderstood: Error, CustomStringConvertible {
        /// The faults.
        let faults: InvalidPolicy
        /// The time at which ECR last evaluated the policy, if it did.
        let lastEvaluatedAt: Date?

        var description: String { "its lifecycle policy can't be understood here: \(faults)" }
    }

    /// Reads the policy; `nil` if the repository has none.
    ///
    /// - Throws: ``NotUnderstood``, or `AWSError` if the policy can't be read.
    static func read(in repository: RepositoryName, of registry: ECRClient) async throws -> OwnLifecyclePolicy? {
        guard let own = try await registry.lifecyclePolicy(in: repository) else { return nil }
        do {
            let policy = try PolicyDocument(parsing: own.text.utf8).policy
            return policy.sections.first.map { OwnLifecyclePolicy(section: $0, lastEvaluatedAt: own.lastEvaluatedAt) }
        } catch {
            throw NotUnderstood(faults: error, lastEvaluatedAt: own.lastEvaluatedAt)
        }
    }
}

extension Policy {
    /// A policy that reaches every repository of the caller's registry, and has no rule.
    static let ofAllRepositories = Policy(sections: [Policy.Section(name: "own", repositories: .all, rules: [])])
}
