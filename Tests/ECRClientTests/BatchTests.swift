import AWSClient
import ECRClient
import ECRSimulator
import HTTPTransport
import HTTPTypes
import ImageModel
import Synchronization
import TestSupport
import Testing

@Suite("Batches")
struct BatchTests {
    /// A repository `app` with a number of untagged images, and their digests.
    private func app(
        _ count: Int, faults: [Fault] = []
    ) throws -> (client: ECRClient, registry: SimulatedRegistry, digests: [ImageDigest]) {
        let images = (0..<count).map { ImageEntry("image-\($0)", pushed: .daysAgo(Double($0))) }
        let file = RegistryFile(
            repositories: [RepositoryEntry("app", images: images)], faults: FaultPlan(faults))
        let (client, registry) = try ECRClient.simulated(by: file)
        return (client, registry, registry.images(in: "app").map(\.digest))
    }

    @Test("are of 100 at most", arguments: [(0, 0), (1, 1), (99, 1), (100, 1), (101, 2), (200, 2), (250, 3)])
    func sizes(count: Int, calls: Int) async throws {
        let (client, registry, digests) = try app(count)
        #expect(try await client.describeImages(digests, in: "app").map(\.digest).count == count)
        let manifests = try await client.batchGetImage(digests, in: "app")
        #expect(Set(manifests.manifests.map(\.digest)) == Set(digests))
        #expect(manifests.failures.isEmpty)
        let deletion = try await client.batchDeleteImage(digests, in: "app")
        #expect(deletion.deleted == Set(digests))
        #expect(deletion.failures.isEmpty && deletion.error == nil)
        #expect(registry.images(in: "app").isEmpty)
        for operation in ["DescribeImages", "BatchGetImage", "BatchDeleteImage"] as [ECRSimulator.Operation] {
            #expect(registry.calls[operation] ?? 0 == calls)
        }
    }

    @Test("count an image with many tags once")
    func tags() async throws {
        let file = RegistryFile(repositories: [
            RepositoryEntry("app", images: [ImageEntry("a", tags: ["1", "2", "3"], pushed: .daysAgo(1))])
        ])
        let (client, registry) = try ECRClient.simulated(by: file)
        let digest = try #require(registry.digest(of: "a", in: "app"))
        let deletion = try await client.batchDeleteImage([digest], in: "app")
        #expect(deletion.deleted == [digest])
        #expect(deletion.failures.isEmpty)
        #expect(registry.images(in: "app").isEmpty)
    }

    @Test("keep what ECR says of single images, and delete the others")
    func failures() async throws {
        let file = RegistryFile(repositories: [
            RepositoryEntry(
                "app",
                images: [
                    ImageEntry("child", pushed: .daysAgo(2)), ImageEntry("other", pushed: .daysAgo(2)),
                    ImageEntry("index", pushed: .daysAgo(1), manifests: ["child"]),
                ])
        ])
        let (client, registry) = try ECRClient.simulated(by: file)
        let child = try #require(registry.digest(of: "child", in: "app"))
        let other = try #require(registry.digest(of: "other", in: "app"))
        let deletion = try await client.batchDeleteImage([child, digest(1), other], in: "app")
        #expect(deletion.deleted == [other])
        #expect(
            Set(deletion.failures.map { "\($0.digest?.description ?? "") \($0.code)" }) == [
                "\(child) ImageReferencedByManifestList", "\(try digest(1)) ImageNotFound",
            ])
        #expect(deletion.error == nil)
    }

    @Test(
        "that describe images are asked for at once, so that all are read at about the same time",
        .timeLimit(.minutes(10)))
    func atOnce() async throws {
        let file = RegistryFile(repositories: [
            RepositoryEntry("app", images: (0..<300).map { ImageEntry("image-\($0)", pushed: .daysAgo(Double($0))) })
        ])
        let registry = try SimulatedRegistry(file, clock: { present })
        let simulator = SimulatorTransport(to: registry)
        let arrived = Mutex(0)
        let transport = StubTransport { request, _ in
            // None is answered before all are there.
            arrived.withLock { $0 += 1 }
            while arrived.withLock({ $0 }) < 3 { await Task.yield() }
            return try await simulator.send(request)
        }
        let client = try ECRClient.forTests(.privateRegistry, transport)
        let digests = registry.images(in: "app").map(\.digest)
        #expect(try await client.describeImages(digests, in: "app").map(\.digest) == digests)
    }

    @Test("that fail as a whole leave what the batches before them did, and no later one is sent")
    func errorInTheSecond() async throws {
        let (client, registry, digests) = try app(
            250, faults: [Fault(.expiredToken, of: "BatchDeleteImage", firstCall: 2, calls: 1)])
        let deletion = try await client.batchDeleteImage(digests, in: "app")
        #expect(deletion.deleted == Set(digests[..<100]))
        #expect(deletion.error?.code == "ExpiredTokenException")
        #expect(registry.calls["BatchDeleteImage"] == 2)
        #expect(Set(registry.images(in: "app").map(\.digest)) == Set(digests[100...]))
    }

    @Test("that only read fail with the error")
    func readingFails() async throws {
        let (client, _, digests) = try app(
            150, faults: [Fault(.expiredToken, of: "BatchGetImage", firstCall: 2)])
        let error = try await failure { try await client.batchGetImage(digests, in: "app") }
        #expect(error.code == "ExpiredTokenException")
        let missing = try await failure { try await client.describeImages(digests + [digest(1)], in: "app") }
        #expect(missing.code == "ImageNotFoundException")
    }

    @Test("are not deleted twice when an answer was lost: the repeated call says that they are gone")
    func lostAnswer() async throws {
        let images = [ImageEntry("a", pushed: .daysAgo(1))]
        let registry = try SimulatedRegistry(
            RegistryFile(
                repositories: [RepositoryEntry("app", images: images)],
                faults: FaultPlan([Fault(.connectionCut(afterEffect: true), of: "BatchDeleteImage", calls: 1)])),
            clock: { present })
        let client = try ECRClient.forTests(
            .privateRegistry, SimulatorTransport(to: registry), maximumAttempts: 3)
        let digest = try #require(registry.digest(of: "a", in: "app"))
        let deletion = try await client.batchDeleteImage([digest], in: "app")
        #expect(deletion.deleted.isEmpty)
        #expect(deletion.failures.map(\.code) == [.imageNotFound])
        #expect(registry.calls["BatchDeleteImage"] == 2)
    }

    @Test("of a cancelled task are not sent")
    func cancelled() async throws {
        let (client, registry, digests) = try app(1)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.batchDeleteImage(digests, in: "app")
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(registry.images(in: "app").count == 1)
        #expect(registry.calls.isEmpty)
    }
}
