import Cleanup
import ImageModel
import ImageUsage
import Retention

/// A policy with its origin, which summaries and plans name.
struct ConfiguredPolicy: Sendable, Hashable {
    /// The policy.
    let policy: Policy
    /// The origin of the policy.
    let identity: PolicyIdentity

    /// Reads a policy's document.
    ///
    /// - Parameters:
    ///   - identity: the policy's origin, without the hash.
    ///   - location: the setting or option that names the policy, for the error.
    ///   - isSecret: whether neither the error nor a plan may quote the document.
    /// - Throws: ``ConfigurationError`` if the policy can't be used.
    init(_ text: some Sequence<UInt8>, _ identity: PolicyIdentity, _ location: String, isSecret: Bool = false) throws {
        let text = Array(text)
        do {
            policy = try PolicyDocument(parsing: text).policy
        } catch {
            let faults = isSecret ? error.descriptionWithoutValues : error.description
            throw ConfigurationError("\(location): the policy can't be used:\n\(faults)")
        }
        self.identity = try Self.hashing(text, identity, isSecret: isSecret)
    }

    private init(_ policy: Policy, _ identity: PolicyIdentity) {
        (self.policy, self.identity) = (policy, identity)
    }

    /// The program's own policy, hashed by its sentences.
    ///
    /// - Throws: ``ConfigurationError`` if hashing fails.
    static func builtIn() throws -> ConfiguredPolicy {
        let rules = Policy.builtIn.sections.flatMap(\.rules).map(\.sentence)
        let sources = Policy.builtIn.protection.inUse.map(\.rawValue).sorted()
        let text = (rules + sources).joined(separator: "\n")
        return ConfiguredPolicy(.builtIn, try hashing(Array(text.utf8), PolicyIdentity(.builtIn), isSecret: true))
    }

    /// A policy that an event brings for a dry run.
    static func event(_ policy: Policy) -> ConfiguredPolicy { ConfiguredPolicy(policy, PolicyIdentity(.event)) }

    private static func hashing(
        _ text: [UInt8], _ identity: PolicyIdentity, isSecret: Bool
    ) throws -> PolicyIdentity {
        do {
            var hashed = try PolicyIdentity(identity.kind, name: identity.name, hashing: text, isSecret: isSecret)
            hashed.version = identity.version
            return hashed
        } catch {
            throw ConfigurationError("\(error)")
        }
    }
}
