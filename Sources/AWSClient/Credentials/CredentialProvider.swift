/// A source of credentials.
public protocol CredentialProvider: Sendable {
    /// Returns credentials that are valid now, or `nil` when this source is not configured, so that the next one in
    /// a chain is asked.
    ///
    /// - Throws: ``CredentialError`` when the source is configured and yields none.
    func credentials() async throws -> Credentials?
}
