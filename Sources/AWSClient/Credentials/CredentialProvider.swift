/// A source of credentials.
public protocol CredentialProvider: Sendable {
    /// Returns valid credentials, or `nil` when this source is not configured.
    ///
    /// After `nil`, a chain asks its next source.
    ///
    /// - Throws: ``CredentialError`` when the source is configured but yields none.
    func credentials() async throws -> Credentials?

    /// Returns valid credentials for a run's calls, or `nil` when this source is not configured.
    ///
    /// Implement it for a source whose own calls belong to the run.
    func credentials(for run: CallContext) async throws -> Credentials?
}

extension CredentialProvider {
    /// Returns the same credentials as for any run.
    public func credentials(for run: CallContext) async throws -> Credentials? { try await credentials() }
}
