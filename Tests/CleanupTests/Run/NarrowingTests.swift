import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import ImageModel
import Retention
import TestSupport
import Testing

@testable import Cleanup

@Suite("Narrowed runs")
struct NarrowingTests {
    private func stage() throws -> Stage {
        try Stage(
            RegistryFile(
                repositories: ["apps/a", "apps/b", "base", "web"].map { RepositoryEntry($0, images: .stale(3)) }))
    }

    @Test(
        "a run reaches the repositories that every list means, and no other",
        arguments: [
            ([], ["apps/a", "apps/b", "base", "web"]), ([["apps/*"]], ["apps/a", "apps/b"]), ([["base"]], ["base"]),
            ([["*", "!apps/*"]], ["base", "web"]), ([["apps/*"], ["*/b"]], ["apps/b"]), ([["apps/*"], ["web"]], []),
            ([["web"], ["apps/*"]], []), ([[]], []), ([["*"], []], []), ([["!web"]], ["apps/a", "apps/b", "base"]),
            ([["we"]], []),
        ] as [([[String]], [String])])
    func narrowing(lists: [[String]], names: [String]) async throws {
        let stage = try stage()
        let summary = try await stage.clean { $0.narrowing = lists.map { NamePatterns($0) } }
        #expect(summary.repositories.map(\.name.description) == names)
        #expect(summary.totals.deleted == 3 * names.count)
        #expect(summary.status == .succeeded)
        #expect(summary.warnings.contains { $0.contains("repositor") } == names.isEmpty)
        for name in ["apps/a", "apps/b", "base", "web"] where !names.contains(name) {
            #expect(stage.left(in: RepositoryName(name)).count == 3)
        }
    }

    @Test("one name is asked for by name, and nothing is listed")
    func byName() async throws {
        let stage = try stage()
        _ = try await stage.clean { $0.narrowing = [NamePatterns(["base"])] }
        #expect(stage.transport.requests[0].bodyText == #"{"repositoryNames":["base"]}"#)
    }

    @Test(
        "several names are asked for by name, those that every list means",
        arguments: [
            ([["web", "base", "web"]], ["base", "web"]), ([["web", "base"], ["*b*"]], ["base", "web"]),
            ([["web", "base"], ["base", "apps/a"]], ["base"]), ([["web", "apps/b", "!apps/*"]], ["web"]),
        ] as [([[String]], [String])])
    func byNames(lists: [[String]], asked: [String]) async throws {
        let stage = try stage()
        let summary = try await stage.service().run(
            .dry {
                $0.action = .listRepositories
                $0.narrowing = lists.map { NamePatterns($0) }
            })
        let names = asked.map { "\"\($0)\"" }.joined(separator: ",")
        let bodies = stage.transport.requests.map { $0.bodyText.replacingOccurrences(of: "\\/", with: "/") }
        #expect(bodies == [#"{"repositoryNames":[\#(names)]}"#])
        #expect(
            summary.repositories.map(\.name.description) == asked.filter { !$0.hasPrefix("apps") || lists.count > 1 })
    }

    @Test(
        "where one of several names does not exist or can't be one, all are listed",
        arguments: ["nope", "Not A Name"])
    func missingName(name: String) async throws {
        let stage = try stage()
        let summary = try await stage.clean { $0.narrowing = [NamePatterns(["web", name, "base"])] }
        #expect(summary.repositories.map(\.name) == ["base", "web"])
        #expect(summary.totals.deleted == 6)
        #expect(stage.operations.prefix(2) == ["DescribeRepositories", "DescribeRepositories"])
        #expect(stage.transport.requests[1].bodyText == #"{"maxResults":1000}"#)
    }

    @Test("up to a hundred names are asked for in one call, and more of them listed", arguments: [100, 101])
    func manyNames(count: Int) async throws {
        let names = (0..<count).map { "app-\($0)" }
        let stage = try Stage(RegistryFile(repositories: names.map { RepositoryEntry($0, images: []) }))
        let summary = try await stage.service().run(.dry { $0.narrowing = [NamePatterns(names)] })
        #expect(summary.repositories.count == count)
        #expect(stage.registry.calls["DescribeRepositories"] == 1)
        #expect(stage.transport.requests[0].bodyText.contains("repositoryNames") == (count == 100))
    }

    @Test("lists that have no name in common mean nothing, and nothing is called")
    func noCommonName() async throws {
        let stage = try stage()
        let summary = try await stage.clean { $0.narrowing = [NamePatterns(["web"]), NamePatterns(["base"])] }
        #expect(stage.operations.isEmpty)
        #expect(summary.status == .succeeded && summary.warnings.count == 1)
    }

    @Test(
        "a run that reaches nothing says why",
        arguments: [
            ([["nope"]], nil, "no repository matches nope"),
            ([["a", "!b"], ["c*"]], nil, "no repository matches a, !b and c*"),
            ([[]], nil, "the list of repositories is empty, so that it means none"),
            (
                [["base"]], "999999999999",
                "the registry 999999999999 has no repository that matches base, or is no target of the run"
            ),
        ] as [([[String]], String?, String)])
    func warnings(lists: [[String]], registryID: String?, warning: String) async throws {
        let summary = try await stage().clean {
            $0.narrowing = lists.map { NamePatterns($0) }
            $0.registryID = registryID
        }
        #expect(summary.warnings == [warning])
    }

    @Test("an event of another registry's reaches nothing")
    func otherRegistry() async throws {
        let stage = try stage()
        let summary = try await stage.clean { $0.registryID = "999999999999" }
        #expect(summary.repositories.isEmpty)
        #expect(stage.registry.calls["BatchDeleteImage"] == nil)
        let own = try await stage.clean { $0.registryID = "123456789012" }
        #expect(own.totals.deleted == 12)
    }

    @Test("repositories that no part of the policy is for are left alone")
    func policy() async throws {
        let stage = try stage()
        let summary = try await stage.clean { request in
            let rules = Policy.builtIn.sections[0].rules
            request.policy = Policy(sections: [
                Policy.Section(name: "nothing", repositories: NamePatterns(["apps/b"]), rules: []),
                Policy.Section(name: "apps", repositories: NamePatterns(["apps/*"]), rules: rules),
            ])
        }
        #expect(summary.repositories.map(\.policy) == ["apps", "nothing"])
        #expect(summary.totals.deleted == 3)
        #expect(stage.left(in: "web").count == 3)
    }

    @Test("a run that is narrowed to repositories of no policy says that no policy applies, not that they don't exist")
    func withoutPolicy() async throws {
        let summary = try await stage().clean { request in
            request.narrowing = [NamePatterns(["web", "base"])]
            let rules = Policy.builtIn.sections[0].rules
            request.policy = Policy(sections: [
                Policy.Section(name: "apps", repositories: NamePatterns(["apps/*"]), rules: rules)
            ])
        }
        #expect(summary.warnings.first == "no policy applies to base, web, so that nothing is done there")
        #expect(!summary.warnings.contains { $0.contains("matches") })
    }

    @Test("repositories are listed without a look at their images", arguments: [true, false])
    func listRepositories(isDryRun: Bool) async throws {
        let stage = try stage()
        let summary = try await stage.service().run(
            .dry {
                $0.action = .listRepositories
                $0.isDryRun = isDryRun
                $0.narrowing = [NamePatterns(["apps/*"])]
            })
        #expect(summary.repositories.map(\.name) == ["apps/a", "apps/b"])
        #expect(summary.status == .succeeded)
        #expect(stage.operations == ["DescribeRepositories"])
    }

    @Test(
        "no more images are deleted than the run may",
        arguments: [(0, 0), (1, 1), (5, 5), (11, 11), (12, 12), (99, 12)])
    func maximumImages(limit: Int, deleted: Int) async throws {
        let stage = try stage()
        let summary = try await stage.clean { $0.maximumImages = limit }
        #expect(summary.totals.deleted == deleted)
        #expect(summary.totals.skipped == 12 - deleted)
        #expect(summary.totals.remaining == 12 - deleted)
        #expect(summary.status == .succeeded)
        #expect(summary.repositories.allSatisfy { $0.status == .succeeded && $0.reason == nil })
        let left = stage.registry.repositoryNames().reduce(0) { $0 + stage.left(in: $1).count }
        #expect(left == 12 - deleted)
        let notes = summary.repositories.flatMap(\.images).filter { $0.outcome == .skipped }.map(\.note)
        let images = limit == 1 ? "1 image" : "\(limit) images"
        #expect(notes == Array(repeating: "the run's limit of \(images) leaves no room for it", count: 12 - deleted))
    }

    @Test("a limit lets the oldest images go first")
    func oldestFirst() async throws {
        let stage = try Stage(.stale(5))
        _ = try await stage.clean { $0.maximumImages = 2 }
        #expect(stage.left() == Set(try (0...2).map { try stage.digest("stale-\($0)") }))
    }

    @Test("a dry run shows what its limit would leave")
    func dryRunLimit() async throws {
        let stage = try Stage(.stale(5))
        let summary = try await stage.service().run(.dry { $0.maximumImages = 2 })
        #expect(summary.repositories[0].images.count { $0.outcome == .wouldDelete } == 2)
        #expect(summary.totals.skipped == 3)
        #expect(summary.totals.remaining == 3)
        #expect(summary.status == .succeeded)
    }

    @Test("what a limit leaves is said in the totals and of its repository, and only where there is some")
    func remainingInJSON() async throws {
        for (limit, remaining) in [(2, 3), (5, nil)] {
            let summary = try await Stage(.stale(5)).clean { $0.maximumImages = limit }
            let document = try JSONDocument(summary.compactJSON(.all))
            #expect(document.members("totals")["remaining"] as? Int == remaining)
            #expect(document.repositories[0].number("remaining") == remaining)
        }
    }

    @Test("a limit hides no repository that another limit blocks")
    func limitAndBlocked() async throws {
        let stage = try stage()
        let summary = try await stage.clean {
            $0.maximumImages = 1
            $0.policy.limits.maximumImagesPerRepository = 0
        }
        #expect(summary.totals.remaining == 0)
        #expect(summary.repositories.allSatisfy { $0.status == .blocked })
        #expect(summary.status == .partial)
    }

    @Test("a limit does not hide that nothing could be deleted")
    func limitAndFailure() async throws {
        let stage = try Stage(.stale(5))
        let summary = try await stage.service(through: stage.denying("BatchDeleteImage"))
            .run(.deleting { $0.maximumImages = 2 })
        #expect(summary.status == .failed)
        #expect(summary.repositories[0].reason?.contains("AccessDeniedException") == true)
    }
}
