import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import Synchronization
import TestSupport
import Testing

@testable import Cleanup

@Suite("Large repositories")
struct LargeRepositoryTests {
    private static let size = LargeRepositories.threshold + 1500

    private func stage(repositories: Int) throws -> Stage {
        try Stage(
            RegistryFile(
                repositories: (0..<repositories).map { number in
                    RepositoryEntry("large-\(number)", images: .stale(Self.size, prefix: "\(number)"))
                }))
    }

    /// The order in which permits were given.
    private final class Order: Sendable {
        let numbers = Mutex<[Int]>([])
    }

    /// How many calls it takes to read one of them: a first page, no tagged images, and the untagged ones.
    private static let pages = 1 + 1 + (size + 999) / 1000

    @Test("one by itself is read once")
    func alone() async throws {
        let stage = try stage(repositories: 1)
        let summary = try await stage.service().run(.dry { $0.detail = .none })
        #expect(summary.totals.selected == Self.size)
        #expect(summary.calls.calls["DescribeImages"] == Self.pages)
    }

    @Test("several are all cleaned, and those that had to wait are read anew from their beginning")
    func several() async throws {
        let stage = try stage(repositories: 4)
        let summary = try await stage.service().run(.dry { $0.detail = .none })
        #expect(summary.status == .succeeded)
        #expect(summary.totals.selected == 4 * Self.size)
        let calls = summary.calls.calls["DescribeImages", default: 0]
        // Up to the page that makes it large, and the one that was asked for meanwhile.
        #expect((4 * Self.pages...4 * Self.pages + 2 * (LargeRepositories.threshold / 1000 + 4)).contains(calls))
    }

    @Test("that wait hold up no small ones behind them", .timeLimit(.minutes(5)))
    func smallOnes() async throws {
        let width = LargeRepositories.permits + 2
        let count = width + 12
        // The large ones come first.
        let start = DailyRotation.index(among: count, on: TestClock().now)
        let names = (0..<count).map { "app-\($0 + 10)" }
        let large = Set((start..<start + width).map { names[$0 % count] })
        let stage = try Stage(
            RegistryFile(
                repositories: names.map { name in
                    RepositoryEntry(name, images: .stale(large.contains(name) ? Self.size : 3, prefix: name))
                }))
        // The last page of a large one comes after all small ones are clean.
        let open = Mutex(Set(names).subtracting(large))
        let holding = StubTransport { [transport = stage.transport] request, _ in
            let response = try await transport.send(request)
            guard let name = names.first(where: { request.bodyText.contains("\"\($0)\"") }) else { return response }
            if request.operation == "BatchDeleteImage" { open.withLock { _ = $0.remove(name) } }
            guard large.contains(name), request.bodyText.contains(#""UNTAGGED""#),
                try JSONDocument(response.body).text("nextToken") == nil
            else { return response }
            while !open.withLock(\.isEmpty) {
                try Task.checkCancellation()
                await Task.yield()
            }
            return response
        }
        let summary = try await stage.service(width: width, through: holding).run(.deleting { $0.detail = .none })
        #expect(summary.status == .succeeded)
        #expect(summary.totals.deleted == width * Self.size + 12 * 3)
    }

    @Test("permits are given to whoever waits longest, and never twice")
    func permits() async throws {
        let semaphore = AsyncSemaphore(1)
        #expect(semaphore.tryWait())
        #expect(!semaphore.tryWait())
        let order = Order()
        try await withThrowingTaskGroup { group in
            for number in 0..<3 {
                group.addTask {
                    try await semaphore.wait()
                    order.numbers.withLock { $0.append(number) }
                    semaphore.signal()
                }
                while semaphore.waiting <= number { await Task.yield() }
            }
            semaphore.signal()
            try await group.waitForAll()
        }
        #expect(order.numbers.withLock(\.self) == [0, 1, 2])
        #expect(semaphore.tryWait())
    }

    @Test("who is cancelled while waiting takes no place")
    func cancellation() async throws {
        let semaphore = AsyncSemaphore(1)
        #expect(semaphore.tryWait())
        let waiter = Task { try await semaphore.wait() }
        while semaphore.waiting == 0 { await Task.yield() }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        #expect(semaphore.waiting == 0)
        semaphore.signal()
        #expect(semaphore.tryWait())
    }

    @Test("one that can't be read to its end gives its place back")
    func failure() async throws {
        let stage = try Stage(
            RegistryFile(
                repositories: (0..<3).map { number in
                    RepositoryEntry("large-\(number)", images: .stale(Self.size, prefix: "\(number)"))
                }))
        let simulator = SimulatorTransport(to: stage.registry)
        let pages = LargeRepositories.threshold / 1000 + 1
        // The last page of untagged images is denied: each takes a place, and none comes to its end.
        let denying = StubTransport { request, _ in
            let response = try await simulator.send(request)
            guard request.operation == "DescribeImages" else { return response }
            let body = try JSONDocument(response.body)
            guard request.bodyText.contains(#""UNTAGGED""#), body.text("nextToken") == nil else { return response }
            return TransportResponse(.badRequest, text: #"{"__type":"AccessDeniedException","message":"no"}"#)
        }
        let summary = try await stage.service(through: denying).run(.deleting())
        #expect(summary.repositories.map(\.status) == [.failed, .failed, .failed])
        #expect(summary.calls.calls["DescribeImages", default: 0] >= 3 * pages)
    }
}
