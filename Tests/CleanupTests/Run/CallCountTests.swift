import AWSClient
import ECRSimulator
import Foundation
import ImageModel
import Retention
import Testing

@testable import Cleanup

/// The calls that a run makes cost time and count against quotas: there are as few as the operations' limits allow.
@Suite("The number of calls")
struct CallCountTests {
    /// How often each operation was called.
    private func calls(_ stage: Stage) -> [String: Int] {
        stage.operations.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    private func pages(_ count: Int, of size: Int) -> Int { max(1, (count + size - 1) / size) }

    /// The calls that list a repository: one, or one and the pages of both parts.
    private func listing(tagged: Int = 0, untagged: Int) -> Int {
        tagged + untagged <= 1000 ? 1 : 1 + pages(tagged, of: 1000) + pages(untagged, of: 1000)
    }

    @Test(
        "a dry run reads each page once, with at most two calls more for a second page, and nothing else",
        arguments: [0, 1, 999, 1000, 1001, 2500])
    func dryRun(count: Int) async throws {
        let stage = try Stage(.stale(count))
        let summary = try await stage.service().run(.dry { $0.policy = .byAge })
        #expect(summary.totals.selected == count)
        #expect(calls(stage) == ["DescribeRepositories": 1, "DescribeImages": listing(untagged: count)])
        #expect(summary.calls.calls == calls(stage))
    }

    @Test("a run that deletes reads and deletes each image once, in hundreds", arguments: [1, 100, 101, 1050])
    func deletions(count: Int) async throws {
        let kept = (0..<250).map { ImageEntry("kept-\($0)", tags: [ImageTag("v\($0)")], pushed: .daysAgo(20)) }
        let stage = try Stage(.stale(count) + kept)
        let summary = try await stage.clean { $0.policy = .byAge }
        #expect(summary.totals.deleted == count)
        let batches = pages(count, of: 100)
        #expect(
            calls(stage) == [
                "DescribeRepositories": 1, "DescribeImages": listing(tagged: 250, untagged: count) + batches,
                "BatchDeleteImage": batches,
            ])
    }

    @Test("manifests are read of indexes alone, in hundreds, and only where something would go")
    func manifests() async throws {
        let families = (0..<150).flatMap { number in
            [
                ImageEntry("child-\(number)", pushed: .daysAgo(31)),
                ImageEntry(
                    "index-\(number)", tags: [ImageTag("v\(number)")], pushed: .daysAgo(31),
                    manifests: ["child-\(number)"]),
            ]
        }
        let idle = try Stage(families)
        _ = try await idle.service().run(.dry { $0.policy = .nothing })
        #expect(calls(idle) == ["DescribeRepositories": 1, "DescribeImages": 1])

        let stage = try Stage(families + .stale(30))
        let summary = try await stage.clean { $0.policy = .byAge }
        #expect(summary.totals.deleted == 30)
        #expect(
            calls(stage) == [
                // The listing, the indexes just before their manifests are read, and the batch.
                "DescribeRepositories": 1, "DescribeImages": 1 + 2 + 1, "BatchGetImage": 2, "BatchDeleteImage": 1,
            ])
    }

    @Test("each repository costs its own pages, and all of them one listing")
    func repositories() async throws {
        let stage = try Stage(
            RegistryFile(repositories: (0..<30).map { RepositoryEntry("app-\($0)", images: .stale(3)) }))
        _ = try await stage.service().run(.dry { $0.policy = .byAge })
        #expect(calls(stage) == ["DescribeRepositories": 1, "DescribeImages": 30])
    }
}

extension Policy {
    fileprivate static func untagged(olderThan days: Int) -> Policy {
        Policy(sections: [
            Section(
                name: "test", repositories: .all,
                rules: [
                    Rule(priority: 1, tagStatus: .untagged, count: .sinceImagePushed(days: days), action: .expire)
                ])
        ])
    }

    /// The built-in policy without what is in use, which is other services' business.
    fileprivate static let byAge = untagged(olderThan: 15)
    /// A policy that is about no image that is there.
    fileprivate static let nothing = untagged(olderThan: 10_000)
}
