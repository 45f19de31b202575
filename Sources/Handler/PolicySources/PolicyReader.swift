import AWSClient
import Cleanup
import Essentials
import Formats
import ImageModel
import ImageUsage
import Retention

/// Reads the policy of a run from its source.
struct PolicyReader: Sendable {
    /// The reader of parameters and objects; `nil` if the policy is neither.
    var texts: StoredTextReader?

    /// Reads a policy.
    ///
    /// - Throws: ``ConfigurationError`` if the text is not a valid policy, `AWSError` if it can't be read.
    ///   `CancellationError` when the task was cancelled.
    func policy(from source: PolicySource, context: CallContext) async throws -> ConfiguredPolicy {
        switch source {
        case .known(let policy): return policy
        case .file(let path): return try PolicySource.policy(inFile: path)
        case .parameter(let name):
            let location = "the parameter \(name)"
            let text = try await reader(of: location).parameter(name, in: context)
            return try Self.policy(text, PolicyIdentity(.ssm, name: name), location)
        case .object(let uri):
            let location = "the object \(uri)".excerpt(300)
            let text = try await reader(of: location).object(uri, limit: InputText.maximumSize, in: context)
            return try Self.policy(text, PolicyIdentity(.s3, name: uri.description), location)
        }
    }

    private func reader(of location: String) throws -> StoredTextReader {
        guard let texts else { throw ConfigurationError("\(location) can't be read: there is no client for it") }
        return texts
    }

    private static func policy(
        _ text: StoredText, _ identity: PolicyIdentity, _ location: String
    ) throws -> ConfiguredPolicy {
        var identity = identity
        identity.version = text.version
        return try ConfiguredPolicy(text.content, identity, location, isSecret: text.isSecret)
    }
}
