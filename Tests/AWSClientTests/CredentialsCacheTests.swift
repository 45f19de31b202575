import Testing

@testable import AWSClient

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Credentials that are kept", .timeLimit(.minutes(10)))
struct CredentialsCacheTests {
    private struct Refused: Error {}

    private let clock = SetClock()
    private let source = GatedSource()
    private let cache: CachedCredentialProvider

    init() {
        let clock = clock
        cache = CachedCredentialProvider(source) { clock.now }
    }

    private func lasting(_ seconds: TimeInterval?, id: String = "AKID") -> Credentials {
        Credentials(
            accessKeyID: id, secretAccessKey: "s", sessionToken: "t",
            expiration: seconds.map { clock.now.addingTimeInterval($0) })
    }

    @Test("are fetched once for a hundred callers at once")
    func hundredCallers() async throws {
        let expected = lasting(3600)
        try await withThrowingTaskGroup(of: Credentials?.self) { group in
            for _ in 0..<100 { group.addTask { try await cache.credentials() } }
            await yieldUntil { await cache.waiterCount == 100 }
            await source.answer(.success(expected))
            for try await credentials in group { #expect(credentials == expected) }
        }
        #expect(try await cache.credentials() == expected)
        #expect(await source.fetches == 1)
    }

    @Test("without an end are kept for good")
    func endless() async throws {
        await source.answer(.success(lasting(nil)))
        #expect(try await cache.credentials() != nil)
        clock.advance(by: 1e9)
        #expect(try await cache.credentials() != nil)
        #expect(await source.fetches == 1)
    }

    @Test("are fetched anew from five minutes before their end on")
    func refresh() async throws {
        await source.answer(.success(lasting(3600, id: "OLD")))
        _ = try await cache.credentials()
        clock.advance(by: 3299)
        #expect(try await cache.credentials()?.accessKeyID == "OLD")
        #expect(await source.fetches == 1)
        clock.advance(by: 1)
        await source.answer(.success(lasting(3600, id: "NEW")))
        #expect(try await cache.credentials()?.accessKeyID == "NEW")
        #expect(await source.fetches == 2)
    }

    @Test("serve on while they last when they can't be fetched anew, and no longer")
    func failedRefresh() async throws {
        await source.answer(.success(lasting(3600, id: "OLD")))
        _ = try await cache.credentials()
        clock.advance(by: 3599)
        let failures: [Result<Credentials?, any Error>] = [.failure(Refused()), .success(nil), .success(lasting(-1))]
        for failure in failures {
            await source.answer(failure)
            #expect(try await cache.credentials()?.accessKeyID == "OLD")
        }
        clock.advance(by: 1)
        await source.answer(.failure(Refused()))
        await #expect(throws: Refused.self) { try await cache.credentials() }
        #expect(await source.fetches == 5)
    }

    @Test("are asked for again after a failure")
    func failureForgotten() async throws {
        await source.answer(.failure(Refused()))
        await #expect(throws: Refused.self) { try await cache.credentials() }
        await source.answer(.success(lasting(3600)))
        #expect(try await cache.credentials() != nil)
    }

    @Test("are asked for again when there were none")
    func noneForgotten() async throws {
        await source.answer(.success(nil))
        #expect(try await cache.credentials() == nil)
        await source.answer(.success(lasting(3600)))
        #expect(try await cache.credentials() != nil)
    }

    @Test("that have ended already are an error")
    func expired() async {
        await source.answer(.success(lasting(0)))
        let error = await #expect(throws: CredentialError.self) { try await cache.credentials() }
        #expect(error?.message.contains("expired already") == true)
    }

    @Test("reach those who still wait when one caller is cancelled")
    func oneCancelled() async throws {
        let cache = cache
        let first = Task { try await cache.credentials() }
        await yieldUntil { await cache.waiterCount == 1 }
        let second = Task { try await cache.credentials() }
        await yieldUntil { await cache.waiterCount == 2 }

        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        await yieldUntil { await source.fetches == 1 }
        await source.answer(.success(lasting(3600)))
        #expect(try await second.value != nil)
        #expect(await source.fetches == 1)
        #expect(await source.cancelled == 0)
    }

    @Test("are no longer fetched when every caller is cancelled, and the next caller gets a fetch of its own")
    func allCancelled() async throws {
        let cache = cache
        let first = Task { try await cache.credentials() }
        await yieldUntil { await source.fetches == 1 }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        await yieldUntil { await source.cancelled == 1 }

        let second = Task { try await cache.credentials() }
        await yieldUntil { await source.fetches == 2 }
        await source.answer(.success(lasting(3600, id: "ABANDONED")))
        await source.answer(.success(lasting(3600, id: "OWN")))
        #expect(try await second.value?.accessKeyID == "OWN")
        #expect(try await cache.credentials()?.accessKeyID == "OWN")
    }

    @Test("are not given to a caller that was cancelled before it asked")
    func cancelledBefore() async {
        let cache = cache
        let task = Task { () -> Credentials? in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await cache.credentials()
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(await source.fetches == 0)
    }
}
