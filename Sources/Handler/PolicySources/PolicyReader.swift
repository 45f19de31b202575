import AWSClient
import Cleanup

/// Reads the policy of a run from where it is.
struct PolicyReader: Sendable {
    /// Where parameters are read; `nil` where no policy is one.
    var parameters: SSMClient?

    /// Reads a policy.
    ///
    /// - Throws: ``ConfigurationError`` when the parameter's value is no policy, `AWSError` when it can't be read, and
    ///   `CancellationError`.
    func policy(from source: PolicySource, scope: CallContext) async throws -> ConfiguredPolicy {
        switch source {
        case .known(let policy): return policy
        case .parameter(let name):
            guard let parameters else {
                throw ConfigurationError("the parameter \(name) can't be read: there is no client of Systems Manager")
            }
            let parameter = try await parameters.scoped(to: scope).parameter(name)
            return try ConfiguredPolicy(
                parameter.value.utf8, PolicyIdentity(.ssm, name: name), "the parameter \(name)",
                isSecret: parameter.isSecure)
        }
    }
}
