import ImageModel
import RetentionTestSupport
import Testing

@testable import Retention

@Suite("Indexes that are nested deeply", .timeLimit(.minutes(5)))
struct DeepNestingTests {
    /// So deep that what takes the square of it would not end in time.
    private static let depth = 20_000

    /// Each index holds the next one, down to an image.
    private static func chain(_ rules: Rule..., protect protection: Protection = .none) throws -> Scene {
        var scene = Scene()
        scene.section.rules = rules
        scene.protection = protection
        for number in 1..<depth { try scene.addIndex(number, days: 40, holds: [number + 1]) }
        try scene.add(depth, days: 40, tags: ["bottom"])
        return scene
    }

    private static func verdicts(_ scene: Scene) -> [Decision.Verdict] {
        Selection(section: scene.section, protection: scene.protection, at: scene.now)
            .assessment(of: scene.images, manifests: scene.manifests).decisions.map(\.verdict)
    }

    @Test("go together")
    func go() throws {
        let scene = try Self.chain(.test(.sinceImagePushed(days: 5)))
        let assessment = Selection(section: scene.section, protection: scene.protection, at: scene.now)
            .assessment(of: scene.images, manifests: scene.manifests)
        #expect(assessment.selectedCount == Self.depth)
    }

    @Test("are protected by what lies at the bottom of all of them")
    func protected() throws {
        let scene = try Self.chain(
            .test(.sinceImagePushed(days: 5)), protect: Protection(tagPatterns: [WildcardPattern("bottom")]))
        #expect(Set(Self.verdicts(scene)) == [.protect])
    }

    @Test("share the latest pull of what lies at the bottom")
    func pulled() throws {
        var scene = try Self.chain(.test(.sinceImagePulled(days: 5)))
        scene.images[Self.depth - 1].lastPulledAt = .daysAgo(1)
        #expect(Set(Self.verdicts(scene)) == [.keep])
    }
}
