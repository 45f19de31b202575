/// A source of credentials.
public protocol CredentialProvider: Sendable {
    /// Returns valid credentials, or `nil` when this source is not configured.
    ///
    /// After `nil`, a chain asks its next source.
    ///
    /// - Throws: ``CredentialError`` when the source is configured but yields none.
    func credentials() async throws -> Credentials?
}
