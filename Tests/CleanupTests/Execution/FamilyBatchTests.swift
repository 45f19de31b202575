import ECRSimulator
import Foundation
import ImageModel
import Testing

@testable import Cleanup
@testable import Retention

@Suite("Batches of families")
struct FamilyBatchTests {
    @Test("what changes while the first hundreds of a large family are deleted is left")
    func lateChange() async throws {
        let names = (0..<250).map { "child-\($0)" }
        let stage = try Stage(
            names.map { ImageEntry($0, pushed: .daysAgo(31)) }
                + [ImageEntry("index", tags: ["v1"], pushed: .daysAgo(30), manifests: names)])
        let planned = try await stage.plan(.expireOld())
        let last = try #require(planned.plan.families.first.flatMap { planned.plan.digests(of: $0).last })
        // The first call is the index's.
        stage.registry.on(.after, call: 2, of: "BatchDeleteImage") { $0.tag(last, as: "kept", in: "app") }
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes[last] == .changed("it was given the tag kept"))
        #expect(stage.left() == [last])
    }

    @Test("the calls for nested indexes grow with their number, and not with its square")
    func deepNesting() async throws {
        let depth = 400
        let indexes = (1..<depth).map { ImageEntry("\($0)", pushed: .daysAgo(40), manifests: ["\($0 + 1)"]) }
        let stage = try Stage(indexes + [ImageEntry("\(depth)", pushed: .daysAgo(40))])
        let planned = try await stage.plan(.expireOld())
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes.count == depth && outcomes.values.allSatisfy { $0 == .done })
        // The listing, the indexes before their manifests are read, the look at all; and one for each further hundred.
        #expect(stage.registry.calls["DescribeImages"] == 1 + 4 + 4 + 3 + 2 + 1)
    }

    @Test("families of three go in batches of 99 images, each with a look and a call for each level")
    func many() async throws {
        let stage = try Stage(
            (0..<90).flatMap { number in
                [
                    ImageEntry("arm-\(number)", pushed: .daysAgo(31)),
                    ImageEntry("amd-\(number)", pushed: .daysAgo(31)),
                    ImageEntry(
                        "index-\(number)", tags: [ImageTag("v\(number)")], pushed: .daysAgo(30),
                        manifests: ["arm-\(number)", "amd-\(number)"]),
                ]
            })
        let planned = try await stage.plan(.expireOld())
        #expect(planned.plan.batches.map { $0.reduce(0) { $0 + $1.members.count } } == [99, 99, 72])
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes.count == 270 && outcomes.values.allSatisfy { $0 == .done })
        #expect(stage.deletionSizes.sorted() == [24, 33, 33, 48, 66, 66])
        // The listing, the indexes before their manifests are read, and a look for each batch.
        #expect(stage.registry.calls["DescribeImages"] == 1 + 1 + 3)
    }

    @Test("an index with 150 children is one batch of several calls")
    func large() async throws {
        let children = (0..<150).map { ImageEntry("child-\($0)", pushed: .daysAgo(31)) }
        let stage = try Stage(
            children + [
                ImageEntry("index", tags: ["v1"], pushed: .daysAgo(30), manifests: children.map(\.name)),
                ImageEntry("other", pushed: .daysAgo(20)),
            ])
        let planned = try await stage.plan(.expireOld())
        #expect(planned.plan.batches.map(\.count) == [1, 1])
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes.count == 152 && outcomes.values.allSatisfy { $0 == .done })
        #expect(stage.deletionSizes.sorted() == [1, 1, 50, 100])
        #expect(stage.left().isEmpty)
    }

    @Test("a pull of the last of 150 children keeps them all")
    func largeChanged() async throws {
        let children = (0..<150).map { ImageEntry("child-\($0)", pushed: .daysAgo(31)) }
        let stage = try Stage(
            children + [ImageEntry("index", tags: ["v1"], pushed: .daysAgo(30), manifests: children.map(\.name))])
        let planned = try await stage.plan(.expireOld())
        stage.registry.pull(try stage.digest("child-149"), in: "app")
        let outcomes = try await stage.carryOut(planned)
        #expect(outcomes.count == 151 && outcomes.values.allSatisfy { !$0.isDone })
        #expect(stage.deletionSizes.isEmpty)
    }

    @Test("nested indexes, a shared child and referrers of referrers go in their order")
    func nested() async throws {
        let stage = try Stage([
            ImageEntry("leaf", pushed: .daysAgo(33)),
            ImageEntry("inner", pushed: .daysAgo(32), manifests: ["leaf"]),
            ImageEntry("outer", tags: ["v1"], pushed: .daysAgo(31), manifests: ["inner", "leaf"]),
            ImageEntry("second", tags: ["v2"], pushed: .daysAgo(31), manifests: ["leaf"]),
            ImageEntry("sbom", pushed: .daysAgo(30), subject: "leaf"),
            ImageEntry("signature", pushed: .daysAgo(30), subject: "sbom"),
        ])
        let outcomes = try await stage.carryOut(try await stage.plan(.expireOld()))
        #expect(outcomes.count == 6 && outcomes.values.allSatisfy { $0 == .done })
        #expect(stage.deletionSizes == [2, 1, 1, 1, 1])
    }

    @Test("an empty plan calls nothing")
    func empty() async throws {
        let stage = try Stage([])
        let nothing = Assessment(graph: ImageGraph(of: [], manifests: nil), decisions: [])
        #expect(try await stage.carryOut(Planned(plan: Plan(nothing), manifests: IndexManifests())).isEmpty)
        #expect(stage.operations.isEmpty)
    }
}
