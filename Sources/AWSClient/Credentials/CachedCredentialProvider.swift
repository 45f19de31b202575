public import Essentials

/// A cache that keeps another source's credentials until shortly before they end.
///
/// New credentials are fetched from five minutes before the end on. If a fetch fails, the old ones serve until they
/// end. All waiting callers share one fetch. A failed fetch is forgotten: the next caller starts another.
public actor CachedCredentialProvider: CredentialProvider {
    /// The time before their end when new credentials are fetched, in seconds.
    private static let refreshWindow: TimeInterval = 5 * 60

    private typealias Waiter = CheckedContinuation<Credentials?, any Error>

    private let source: any CredentialProvider
    private let now: @Sendable () -> Date

    private var current: Credentials?
    private var waiters: [Int: Waiter] = [:]
    private var lastWaiter = 0
    private var fetch: (id: Int, task: Task<Void, Never>)?
    private var lastFetch = 0

    /// Creates a cache over a source.
    ///
    /// - Parameter now: The clock that expirations are compared with.
    public init(_ source: any CredentialProvider, now: @escaping @Sendable () -> Date) {
        self.source = source
        self.now = now
    }

    /// The number of callers that wait for the current fetch.
    var waiterCount: Int { waiters.count }

    /// Returns the cached credentials, or fetches new ones.
    ///
    /// The result is `nil` when the source is not configured.
    ///
    /// - Throws: Errors of the source, and ``CredentialError`` when the fetched credentials have already ended.
    ///   `CancellationError` when the caller's task was cancelled; the fetch goes on for the other callers.
    public func credentials() async throws -> Credentials? { try await credentials(for: CallContext()) }

    /// Returns the cached credentials, or fetches new ones in a run.
    ///
    /// - Parameter run: The run that the fetch belongs to. Callers who wait for another's fetch leave it to that run.
    /// - Throws: The same errors as ``credentials()``.
    public func credentials(for run: CallContext) async throws -> Credentials? {
        if let current, remaining(current) > Self.refreshWindow { return current }
        lastWaiter += 1
        let waiter = lastWaiter
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                wait(continuation, as: waiter, run)
            }
        } onCancel: {
            Task { await self.stopWaiting(waiter) }
        }
    }

    private func wait(_ continuation: Waiter, as waiter: Int, _ run: CallContext) {
        guard !Task.isCancelled else { return continuation.resume(throwing: CancellationError()) }
        waiters[waiter] = continuation
        guard fetch == nil else { return }

        // A task of its own, since it belongs to all waiting callers and not only to the first.
        lastFetch += 1
        let id = lastFetch
        let source = source
        let task = Task {
            let result: Result<Credentials?, any Error>
            do {
                result = .success(try await source.credentials(for: run))
            } catch {
                result = .failure(error)
            }
            finish(id, with: result)
        }
        fetch = (id, task)
    }

    private func stopWaiting(_ waiter: Int) {
        guard let continuation = waiters.removeValue(forKey: waiter) else { return }
        continuation.resume(throwing: CancellationError())
        if waiters.isEmpty {
            fetch?.task.cancel()
            fetch = nil
        }
    }

    private func finish(_ id: Int, with result: Result<Credentials?, any Error>) {
        // A fetch that every caller abandoned may end after the next one began.
        guard id == fetch?.id else { return }
        fetch = nil
        let answer = answer(to: result)
        let waiting = waiters.values
        waiters = [:]
        for waiter in waiting { waiter.resume(with: answer) }
    }

    private func answer(to result: Result<Credentials?, any Error>) -> Result<Credentials?, any Error> {
        if let current, remaining(current) <= 0 { self.current = nil }
        switch result {
        case .success(let fetched?) where remaining(fetched) > 0:
            current = fetched
            return .success(fetched)
        case .success(nil), .failure:
            return current.map { .success($0) } ?? result
        case .success:
            return current.map { .success($0) }
                ?? .failure(
                    CredentialError(
                        source: "credentials", message: "those that were fetched have expired already",
                        nextStep: "Check this machine's clock and the source of the credentials"))
        }
    }

    /// The seconds until credentials end.
    private func remaining(_ credentials: Credentials) -> TimeInterval {
        credentials.expiration?.timeIntervalSince(now()) ?? .infinity
    }
}
