public import Essentials

/// An access key, with a session token if the key is temporary.
///
/// Its descriptions show only the access key's id, so that no log can hold a secret.
public struct Credentials: Sendable, Hashable {
    /// The access key's id, which is not a secret.
    public let accessKeyID: String

    /// The secret access key.
    public let secretAccessKey: String

    /// The session token of temporary credentials.
    public let sessionToken: String?

    /// The end of temporary credentials, or `nil` for permanent ones.
    public let expiration: Date?

    /// Creates credentials.
    public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Date? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The access key's id alone.
    public var description: String { "Credentials(accessKeyID: \(accessKeyID))" }
    /// The access key's id alone.
    public var debugDescription: String { description }
    /// The access key's id alone, for `dump` and debuggers.
    public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
