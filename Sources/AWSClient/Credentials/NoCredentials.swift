/// A source that never has credentials, for clients whose requests are not signed.
public struct NoCredentials: CredentialProvider {
    /// Creates the source.
    public init() {}

    /// Returns `nil`.
    public func credentials() -> Credentials? { nil }
}
