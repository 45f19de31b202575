import Cleanup
import Foundation
import ImageModel
import Retention
import TestSupport
import Testing

@testable import Handler

@Suite("The batches of a fan-out")
struct FanOutBatchTests {
    private static func registry(_ count: Int, targets: [Int] = [0], account: String = "111111111111") -> ListedRegistry
    {
        ListedRegistry(
            targets: targets, registryID: account, region: "eu-west-1",
            repositories: (0..<count).map { RepositoryName("team/\($0)") })
    }

    private static func split(_ registries: [ListedRegistry], size: Int = 50, limit: Int? = nil) -> [FanOutBatch] {
        FanOutBatch.split(registries, size: size, limit: limit, policySHA256: "a", on: TestClock.start)
    }

    @Test("name each repository once, and are of one registry each", arguments: [1, 7, 50, 1000])
    func once(size: Int) {
        let registries = [
            Self.registry(120), Self.registry(0, targets: [1]),
            Self.registry(3, targets: [2, 4], account: "333333333333"),
        ]
        let batches = Self.split(registries, size: size)
        #expect(batches.map(\.number) == Array(batches.indices))
        #expect(batches.allSatisfy { $0.repositories.count <= size && !$0.repositories.isEmpty })
        for registry in registries {
            let mine = batches.filter { $0.targets == registry.targets }
            #expect(mine.flatMap(\.repositories) == registry.repositories.map(\.description))
            #expect(mine.allSatisfy { $0.registryID == registry.registryID })
        }
        #expect(batches.reduce(0) { $0 + $1.repositories.count } == 123)
        #expect(batches.allSatisfy { $0.maximumImages == nil })
    }

    @Test("are none of nothing")
    func none() {
        #expect(Self.split([]).isEmpty)
        #expect(Self.split([Self.registry(0)], limit: 5).isEmpty)
    }

    @Test("have room for ten thousand repositories and two hundred registries")
    func large() {
        #expect(Self.split([Self.registry(10_000)]).count == 200)
        let organization = (0..<200).map { Self.registry(60, targets: [$0]) }
        #expect(Self.split(organization).count == 400)
    }

    @Test(
        "share the run's limit out, and are so few that each may delete a family of images",
        arguments: [(limit: 0, batches: 1), (7, 1), (99, 1), (100, 2), (1_000, 20), (5_000, 20), (1_000_000, 20)])
    func limit(each: (limit: Int, batches: Int)) {
        let batches = Self.split([Self.registry(1_000)], limit: each.limit)
        #expect(batches.count <= max(1, each.limit / FanOutBatch.leastShare))
        #expect(batches.count == each.batches)
        #expect(batches.reduce(0) { $0 + ($1.maximumImages ?? 0) } == each.limit)
        #expect(batches.reduce(0) { $0 + $1.repositories.count } == 1_000)
    }

    @Test("of more registries than have room under the limit have a share on other days")
    func rotation() {
        let registries = (0..<40).map { Self.registry(3, targets: [$0]) }
        var reached: Set<Int> = []
        for day in 0..<60 {
            let batches = FanOutBatch.split(
                registries, size: 50, limit: 200, policySHA256: nil,
                on: TestClock.start.addingTimeInterval(Double(day) * 86_400))
            let sharing = batches.filter { $0.maximumImages != 0 }
            #expect(batches.count == 40 && sharing.count == 4)
            #expect(sharing.allSatisfy { $0.maximumImages == 50 })
            reached.formUnion(sharing.map(\.number))
        }
        #expect(reached.count == 40)
    }

    @Test("limit a run to their repositories, targets and share")
    func narrowing() throws {
        let targets = (1...3).map { Target(access: .init(roleARN: "arn:aws:iam::\($0)00000000000:role/r")) }
        var policy = Policy.builtIn
        policy.targets = targets
        var request = CleanupRequest(policy: policy, trigger: Trigger(.schedule))
        request.policyIdentity = PolicyIdentity(.environment, sha256: "a")
        request.maximumImages = 10
        let registry = Self.registry(2, targets: [2, 0])
        let batch = try #require(Self.split([registry], limit: 4).first)
        try batch.narrow(&request)
        #expect(request.policy.targets == [targets[2], targets[0]])
        #expect(request.narrowing.map(\.texts) == [["team/0", "team/1"]])
        #expect(request.maximumImages == 4)
        // A target that could not be listed may turn out to be another registry, with repositories of the same names.
        #expect(request.registryID == registry.registryID)
    }

    @Test("are small enough for one invocation, and for an item of a Distributed Map, under any limit")
    func largest() {
        let long = ListedRegistry(
            targets: [0], registryID: "111111111111", region: "eu-west-1",
            repositories: (0..<3_000).map { RepositoryName(String(repeating: "x", count: 250) + "\($0)") })
        for registry in [long, Self.registry(100_000)] {
            let batches = Self.split([registry], limit: 100)
            #expect(batches.flatMap(\.repositories) == registry.repositories.map(\.description))
            #expect(batches.allSatisfy { $0.repositories.count <= 1_000 })
            #expect(batches.allSatisfy { $0.repositories.reduce(0) { $0 + $1.utf8.count } <= 100_000 })
            #expect(batches.reduce(0) { $0 + ($1.maximumImages ?? 0) } == 100)
        }
    }

    @Test(
        "refuse a policy that was changed after the listing",
        arguments: [(sha256: "b", targets: 3), (nil, 3), ("a", 1)])
    func changedPolicy(policyNow: (sha256: String?, targets: Int)) throws {
        var policy = Policy.builtIn
        policy.targets = Array(repeating: Target(), count: policyNow.targets)
        var request = CleanupRequest(policy: policy, trigger: Trigger(.schedule))
        request.policyIdentity = PolicyIdentity(.environment, sha256: policyNow.sha256)
        let batch = try #require(Self.split([Self.registry(1, targets: [2])]).first)
        #expect(throws: ConfigurationError.self) { try batch.narrow(&request) }
    }

    @Test("are read back as they were written")
    func coding() throws {
        let batches = Self.split([Self.registry(120), Self.registry(3, targets: [2, 4])], limit: 500)
        #expect(try JSONDecoder().decode([FanOutBatch].self, from: JSONEncoder().encode(batches)) == batches)
    }
}
