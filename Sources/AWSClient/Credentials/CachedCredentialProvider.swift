public import Essentials

/// Keeps the credentials of another source until shortly before they end.
///
/// From five minutes before their end on they are fetched anew; if that fails, the old ones serve as long as they
/// last. However many callers wait, there is one fetch at a time. A failed fetch is forgotten: the next caller
/// starts another one.
public actor CachedCredentialProvider: CredentialProvider {
    /// How long before their end credentials are fetched anew, in seconds.
    private static let refreshWindow: TimeInterval = 5 * 60

    private typealias Waiter = CheckedContinuation<Credentials?, any Error>

    private let source: any CredentialProvider
    private let now: @Sendable () -> Date

    private var current: Credentials?
    private var waiters: [Int: Waiter] = [:]
    private var lastWaiter = 0
    private var fetch: (id: Int, task: Task<Void, Never>)?
    private var lastFetch = 0

    /// Creates a cache over a source, with the clock that expirations are compared with.
    public init(_ source: any CredentialProvider, now: @escaping @Sendable () -> Date) {
        self.source = source
        self.now = now
    }

    /// How many callers wait for the fetch that is under way.
    var waiterCount: Int { waiters.count }

    /// Returns the credentials that are kept, or fetches them.
    ///
    /// `nil` when the source is not configured.
    ///
    /// - Throws: What the source throws, ``CredentialError`` when what it gives has ended already, and
    ///   `CancellationError` when the caller's task was cancelled, which leaves the fetch to the other callers.
    public func credentials() async throws -> Credentials? {
        if let current, remaining(current) > Self.refreshWindow { return current }
        lastWaiter += 1
        let waiter = lastWaiter
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                wait(continuation, as: waiter)
            }
        } onCancel: {
            Task { await self.stopWaiting(waiter) }
        }
    }

    private func wait(_ continuation: Waiter, as waiter: Int) {
        guard !Task.isCancelled else { return continuation.resume(throwing: CancellationError()) }
        waiters[waiter] = continuation
        guard fetch == nil else { return }

        // A task of its own, since it belongs to all who wait and not to the caller who happened to come first.
        lastFetch += 1
        let id = lastFetch
        let source = source
        let task = Task {
            let result: Result<Credentials?, any Error>
            do {
                result = .success(try await source.credentials())
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
        // A fetch that everybody stopped waiting for may end after the next one began.
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

    /// The seconds for which credentials last.
    private func remaining(_ credentials: Credentials) -> TimeInterval {
        credentials.expiration?.timeIntervalSince(now()) ?? .infinity
    }
}
