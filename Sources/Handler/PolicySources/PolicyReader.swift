import AWSClient
import Cleanup
import Retention

/// Reads the policy of a run from its source.
struct PolicyReader: Sendable {
    /// The client for parameters; `nil` if no policy is a parameter.
    var parameters: SSMClient?

    /// Reads a policy.
    ///
    /// - Throws: ``ConfigurationError`` if the parameter's value is not a valid policy, `AWSError` if it can't be read.
    ///   `CancellationError` when the task was cancelled.
    func policy(from source: PolicySource, context: CallContext) async throws -> ConfiguredPolicy {
        switch source {
        case .known(let policy): return policy
        case .parameter(let name):
            guard let parameters else {
                throw ConfigurationError("the parameter \(name) can't be read: there is no client of Systems Manager")
            }
            let parameter = try await parameters.scoped(to: context).parameter(name)
            return try ConfiguredPolicy(
                parameter.value.utf8, PolicyIdentity(.ssm, name: name), "the parameter \(name)",
                isSecret: parameter.isSecure)
        }
    }
}
