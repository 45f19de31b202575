import ECRSimulator
import Foundation
import ImageModel
import Retention
import RetentionTestSupport
import Testing

@testable import Cleanup

@Suite("Groups, versions and last pulls that change between the plan and the first batch")
struct RankChangeTests {
    /// A change of the registry, and the images that are left after the run.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let left: Set<String>
        let make: @Sendable (SimulatedRegistry, [String: ImageDigest]) throws -> Void

        init(
            _ description: String, left: Set<String>,
            _ make: @escaping @Sendable (SimulatedRegistry, [String: ImageDigest]) throws -> Void
        ) {
            (testDescription, self.left, self.make) = (description, left, make)
        }
    }

    /// Runs a policy over images, which are named by their first tags.
    private func left(
        _ images: [(tags: [ImageTag], days: Double, pulledDays: Double?)], _ rule: Rule,
        _ protection: Protection = .none,
        after change: Change
    ) async throws -> Set<String> {
        let stage = try Stage(
            images.map { tags, days, pulled in
                ImageEntry(
                    "\(tags[0])", tags: tags, pushed: .daysAgo(days), pulled: pulled.map { .daysAgo($0) })
            })
        let digests = try Dictionary(
            uniqueKeysWithValues: images.map { ("\($0.tags[0])", try stage.digest("\($0.tags[0])")) })
        stage.registry.on(.after, call: 1, of: "DescribeImages") { registry in
            #expect(throws: Never.self) { try change.make(registry, digests) }
        }
        let summary = try await stage.clean {
            $0.policy = Policy(
                sections: [Policy.Section(name: "all", repositories: .all, rules: [rule])], protection: protection)
        }
        #expect(summary.status == .succeeded, "\(summary.reason ?? "")")
        let names = Dictionary(uniqueKeysWithValues: digests.map { ($1, $0) })
        return Set(stage.left().map { names[$0] ?? "new" })
    }

    private static let all: Set = ["main-1", "main-2", "main-3", "dev-1", "dev-2"]

    @Test(
        "keep each image that would no longer be selected",
        arguments: [
            Change("nothing", left: ["main-3", "dev-2"]) { _, _ in },
            Change("a selected image joins another group", left: ["main-1", "main-3", "dev-2"]) {
                $0.tag(try digest("main-1", $1), as: "fix-1", in: "app")
            },
            Change("a selected image changes its group", left: ["main-1", "main-3", "dev-2"]) {
                $0.tag(try digest("main-1", $1), as: "fix-1", in: "app")
                $0.untag("main-1", in: "app")
            },
            Change("a selected image leaves all groups", left: ["main-1", "main-3", "dev-2"]) { registry, _ in
                registry.untag("main-1", in: "app")
            },
            Change("the newest of one group is deleted", left: all.subtracting(["dev-2"])) {
                $0.remove(try digest("dev-2", $1), from: "app")
            },
            Change("the newest loses its tag to an older image", left: all) {
                $0.untag("main-3", in: "app")
                $0.tag(try digest("main-2", $1), as: "main-3", in: "app")
            },
            Change("the newest is archived", left: all) {
                $0.update(try digest("main-3", $1), in: "app") { $0.status = .archived }
            },
            Change("the newest joins another group", left: ["main-3", "dev-2"]) {
                $0.tag(try digest("main-3", $1), as: "fix-1", in: "app")
            },
            Change("a newer image is pushed", left: ["main-3", "dev-2", "new"]) { registry, _ in
                try registry.push(ImageEntry("new", tags: ["main-4"], pushed: .daysAgo(0)), to: "app")
            },
        ])
    func groups(change: Change) async throws {
        let images: [(tags: [ImageTag], days: Double, pulledDays: Double?)] = [
            (["main-1"], 30, nil), (["main-2"], 20, nil), (["main-3"], 10, nil), (["dev-1"], 25, nil),
            (["dev-2"], 9, nil),
        ]
        let pattern = GroupPattern("{}-*")
        let counting = Rule.test(.imageCountMoreThan(1)) { $0.groupBy = pattern }
        #expect(try await left(images, counting, after: change) == change.left)
        let aging = Rule.test(.sinceImagePushed(.hours(5))) {
            $0.groupBy = pattern
            $0.keepNewest = 1
        }
        #expect(try await left(images, aging, after: change) == change.left)
    }

    @Test(
        "keep each image whose version would no longer be beyond the highest",
        arguments: [
            Change("nothing", left: ["2.0.0"]) { _, _ in },
            Change("the highest version is written in another way", left: ["2.0.0"]) {
                $0.tag(try digest("2.0.0", $1), as: "v2.0.0", in: "app")
                $0.untag("2.0.0", in: "app")
            },
            Change("the highest gets a lower version, too", left: ["2.0.0"]) {
                $0.tag(try digest("2.0.0", $1), as: "0.1.0", in: "app")
            },
            Change("the highest becomes a pre-release", left: ["1.0.0", "v1.0.0", "2.0.0-rc.1", "2.0.0"]) {
                $0.tag(try digest("2.0.0", $1), as: "2.0.0-rc.2", in: "app")
                $0.untag("2.0.0", in: "app")
            },
            Change("the highest gets a tag that is almost a version", left: ["1.0.0", "v1.0.0", "2.0.0-rc.1", "2.0.0"])
            {
                $0.tag(try digest("2.0.0", $1), as: "2.0.00", in: "app")
                $0.untag("2.0.0", in: "app")
            },
            Change("a selected image gets a higher version", left: ["1.0.0", "2.0.0"]) {
                $0.tag(try digest("1.0.0", $1), as: "3.0.0", in: "app")
            },
        ])
    func versions(change: Change) async throws {
        let images: [(tags: [ImageTag], days: Double, pulledDays: Double?)] = [
            (["1.0.0"], 3, nil), (["v1.0.0"], 2, nil), (["2.0.0"], 20, nil), (["2.0.0-rc.1"], 21, nil),
        ]
        let rule = Rule.test(.imageCountMoreThan(1)) { $0.sortBy = .semver }
        #expect(try await left(images, rule, after: change) == change.left)
    }

    @Test(
        "keep each image that would be among the last pulled",
        arguments: [
            Change("nothing", left: ["a"]) { _, _ in },
            Change("a selected image is pulled", left: ["a", "c"]) { $0.pull(try digest("c", $1), in: "app") },
            Change("the last pulled is pulled again", left: ["a"]) { $0.pull(try digest("a", $1), in: "app") },
            Change("the last pulled is deleted", left: ["b", "c"]) { $0.remove(try digest("a", $1), from: "app") },
        ])
    func pulls(change: Change) async throws {
        let images: [(tags: [ImageTag], days: Double, pulledDays: Double?)] = [
            (["a"], 30, 1), (["b"], 20, 2), (["c"], 10, nil),
        ]
        let rule = Rule.test(.sinceImagePushed(days: 3))
        #expect(try await left(images, rule, Protection(newestPulled: 1), after: change) == change.left)
    }

    @Test(
        "keep an image that gets a tag outside the list of allTagsMatch",
        arguments: [
            Change("nothing", left: []) { _, _ in },
            Change("a tag outside", left: ["pr-1"]) { $0.tag(try digest("pr-1", $1), as: "v1.2.0", in: "app") },
            Change("a tag in place of its own", left: ["pr-1"]) {
                $0.tag(try digest("pr-1", $1), as: "v1.2.0", in: "app")
                $0.untag("pr-1", in: "app")
            },
        ])
    func tags(change: Change) async throws {
        let rule = Rule.test(1, .patterns("pr-*"), .sinceImagePushed(days: 3)) { $0.allTagsMatch = true }
        let images: [(tags: [ImageTag], days: Double, pulledDays: Double?)] = [
            (["pr-1"], 30, nil), (["pr-2"], 20, nil),
        ]
        #expect(try await left(images, rule, after: change) == change.left)
    }
}

/// The digest of a named image.
private func digest(_ name: String, _ all: [String: ImageDigest]) throws -> ImageDigest { try #require(all[name]) }
