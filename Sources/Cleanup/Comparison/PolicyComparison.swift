import AWSClient
import Retention

/// The comparison of a policy, or of the repositories' own ones, with ECR's previews.
public struct PolicyComparison: Sendable {
    /// A registry that could not be listed.
    public struct Failure: Sendable, Hashable {
        /// The registry's name.
        public let target: String
        /// The reason.
        public let reason: String
    }

    /// The repositories, in the order of their registries and names.
    public internal(set) var repositories: [RepositoryComparison] = []
    /// The registries that could not be listed.
    public internal(set) var failures: [Failure] = []
    /// The warnings for the user.
    public internal(set) var warnings: [String] = []

    init() {}

    /// Puts the comparisons of several registries together.
    init(merging comparisons: [PolicyComparison]) {
        repositories = comparisons.flatMap(\.repositories)
        failures = comparisons.flatMap(\.failures)
        warnings = comparisons.flatMap(\.warnings)
    }

    /// Whether every repository could be compared as far as its policy allows, and no difference is unexplained.
    public var agrees: Bool {
        failures.isEmpty && repositories.allSatisfy { $0.status == .agrees || $0.status == .notComparable }
    }

    /// The number of images that were compared.
    public var compared: Int { repositories.reduce(0) { $0 + $1.compared } }

    /// The reasons why the comparison is no success, each as a line.
    public var problems: [String] {
        failures.map { "\($0.target): \($0.reason)" }
            + repositories.compactMap { repository in
                switch repository.status {
                case .agrees, .notComparable: nil
                case .failed: "\(repository.name): it could not be compared: \(repository.reason ?? "")"
                case .differs:
                    "\(repository.name): ECR decides otherwise about \(Amounts.images(repository.unexplained.count))"
                }
            }
    }
}
