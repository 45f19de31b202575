public import Essentials
import Synchronization

/// Another source's credentials, fetched again for each run.
///
/// Within a run they are cached, and all clients share them. The next run of the same process does not use them,
/// although they would last. A session of an assumed role bears the id of the run that assumed it, and AWS's audit logs
/// must not show an old run. This costs one `AssumeRole` for each run, role and region. A run over 200 accounts in two
/// regions makes 400 of these calls, beside many thousand others.
public final class RunCredentialProvider: CredentialProvider {
    private let source: any CredentialProvider
    private let now: @Sendable () -> Date
    /// The last run's credentials.
    private let last = Mutex<(runID: String?, cache: CachedCredentialProvider)?>(nil)

    /// Creates a provider over a source.
    ///
    /// - Parameter now: The clock that expirations are compared with.
    public init(_ source: any CredentialProvider, now: @escaping @Sendable () -> Date) {
        self.source = source
        self.now = now
    }

    /// Returns the credentials for calls outside any run.
    ///
    /// - Throws: The same errors as ``credentials(for:)``.
    public func credentials() async throws -> Credentials? { try await credentials(for: CallContext()) }

    /// Returns the run's credentials, which are fetched unless the run has them already.
    ///
    /// - Throws: Errors of the source, and those of ``CachedCredentialProvider``.
    public func credentials(for run: CallContext) async throws -> Credentials? {
        try await cache(for: run.runID).credentials(for: run)
    }

    private func cache(for runID: String?) -> CachedCredentialProvider {
        last.withLock { last in
            if let last, last.runID == runID { return last.cache }
            let cache = CachedCredentialProvider(source, now: now)
            last = (runID, cache)
            return cache
        }
    }
}
