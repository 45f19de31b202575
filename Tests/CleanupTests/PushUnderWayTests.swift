import ECRSimulator
import Foundation
import ImageModel
import Retention
import Testing

@testable import Cleanup

@Suite("A push that is under way")
struct PushUnderWayTests {
    /// Keeps the two newest images, whatever tags they have.
    private let policy = Policy(
        sections: [
            Policy.Section(
                name: "newest", repositories: .all,
                rules: [Rule(priority: 1, tagStatus: .any, count: .imageCountMoreThan(2), action: .expire)])
        ])

    /// Two releases, and the manifests of a third whose index has not been pushed yet.
    private func stage(manifestsPushed minutes: Double) throws -> Stage {
        try Stage([
            ImageEntry("v1", tags: ["v1"], pushed: .daysAgo(20)),
            ImageEntry("v2", tags: ["v2"], pushed: .daysAgo(10)),
            ImageEntry("arm", pushed: .daysAgo(minutes / 1440)),
            ImageEntry("amd", pushed: .daysAgo(minutes / 1440)),
        ])
    }

    private func left(in stage: Stage, after trigger: Trigger.Kind) async throws -> Set<ImageDigest> {
        _ = try await stage.clean {
            $0.policy = policy
            $0.trigger = Trigger(trigger)
        }
        return stage.left()
    }

    @Test("takes nothing's place, in any run", arguments: [Trigger.Kind.imageAction, .schedule, .manual])
    func anyRun(trigger: Trigger.Kind) async throws {
        let stage = try stage(manifestsPushed: 1)
        #expect(try await left(in: stage, after: trigger).count == 4)
        let report = try #require(
            try await stage.clean {
                $0.policy = policy
                $0.trigger = Trigger(trigger)
            }.repositories.first)
        let image = try report.image(try stage.digest("arm"))
        #expect(
            image.decision.sentence == "it was pushed just now and has no tag: an index that holds it may be on its way"
        )
    }

    @Test("is none an hour later: what has no tag then is an image like others")
    func later() async throws {
        let stage = try stage(manifestsPushed: 61)
        let left = try await left(in: stage, after: .imageAction)
        #expect(left == [try stage.digest("arm"), try stage.digest("amd")])
    }

    @Test("does not take a place that a rule keeps for the newest")
    func keepNewest() async throws {
        let stage = try stage(manifestsPushed: 1)
        _ = try await stage.clean {
            $0.policy = Policy(
                sections: [
                    Policy.Section(
                        name: "old", repositories: .all,
                        rules: [
                            Rule(
                                priority: 1, tagStatus: .any, count: .sinceImagePushed(days: 5), keepNewest: 2,
                                action: .expire)
                        ])
                ])
        }
        #expect(stage.left().count == 4)
    }

    @Test("is an image that no index holds: what one holds shares its end", arguments: [1, 59.9, 60])
    func held(minutes: Double) async throws {
        let stage = try Stage([
            ImageEntry("arm", pushed: .daysAgo(minutes / 1440)),
            ImageEntry("index", tags: ["old"], pushed: .daysAgo(minutes / 1440), manifests: ["arm"]),
            ImageEntry("v1", tags: ["v1"], pushed: .daysAgo(0)), ImageEntry("v2", tags: ["v2"], pushed: .daysAgo(0)),
        ])
        let left = try await left(in: stage, after: .schedule)
        #expect(left == [try stage.digest("v1"), try stage.digest("v2")])
    }

    @Test("does not keep what is tagged from being counted")
    func tagged() async throws {
        let stage = try Stage([
            ImageEntry("v1", tags: ["v1"], pushed: .daysAgo(20)),
            ImageEntry("v2", tags: ["v2"], pushed: .daysAgo(10)),
            ImageEntry("v3", tags: ["v3"], pushed: .daysAgo(0.0001)),
        ])
        #expect(try await left(in: stage, after: .imageAction) == [try stage.digest("v2"), try stage.digest("v3")])
    }

    @Test("does not take the place of an image that is protected as one of the newest")
    func newest() async throws {
        let stage = try stage(manifestsPushed: 1)
        _ = try await stage.clean {
            $0.policy = Policy(
                sections: [
                    Policy.Section(
                        name: "old", repositories: .all,
                        rules: [Rule(priority: 1, tagStatus: .any, count: .sinceImagePushed(days: 5), action: .expire)])
                ], protection: Protection(newest: 2))
        }
        #expect(stage.left().count == 4)
    }
}
