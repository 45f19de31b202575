import AWSClient
import Formats

/// The origin of a run's policy, and a hash of its text.
public struct PolicyIdentity: Sendable, Hashable, CustomStringConvertible {
    /// The kinds of origins.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The program's own policy, for when nothing is configured.
        case builtIn
        /// The text of `CLEANUP_POLICY`.
        case environment
        /// A file that `--policy` or `CLEANUP_POLICY` names.
        case file
        /// A parameter of Systems Manager.
        case ssm
        /// An object of S3.
        case s3
        /// An event, in a dry run.
        case event
    }

    /// The kind.
    public var kind: Kind
    /// The file's path, the parameter's name or the object's address, if there is one.
    public var name: String?
    /// The parameter's version, or the object's version id or entity tag, if it is known.
    public var version: String?
    /// The SHA-256 of the text, as 64 hexadecimal digits.
    ///
    /// It is `nil` if the policy is part of an event.
    public var sha256: String?
    /// The text of the policy.
    ///
    /// It is `nil` if the text may be secret, and if the policy is built in or part of an event.
    public var text: String?

    /// Creates an identity.
    public init(_ kind: Kind, name: String? = nil, sha256: String? = nil, text: String? = nil) {
        (self.kind, self.name, self.sha256, self.text) = (kind, name, sha256, text)
    }

    /// Creates the identity of a policy whose text is known.
    ///
    /// - Parameter isSecret: whether the text may be secret, and so is not kept.
    /// - Throws: `HashError` when hashing fails.
    package init(_ kind: Kind, name: String? = nil, hashing text: some Sequence<UInt8>, isSecret: Bool = false) throws {
        let bytes = Array(text)
        self.init(
            kind, name: name, sha256: try SHA256.hexHash(bytes),
            text: isSecret ? nil : String(decoding: bytes, as: UTF8.self))
    }

    /// Whether both policies have the same text.
    public func hasSameText(as other: PolicyIdentity) -> Bool { sha256 != nil && sha256 == other.sha256 }

    /// The origin in words.
    public var description: String {
        switch kind {
        case .builtIn: "the built-in policy"
        case .environment: "the policy in CLEANUP_POLICY"
        case .file: "the policy file \((name ?? "").excerpt(300))"
        case .ssm: "the parameter \((name ?? "").excerpt(300))"
        case .s3: "the object \((name ?? "").excerpt(300))"
        case .event: "the event's policy"
        }
    }
}
