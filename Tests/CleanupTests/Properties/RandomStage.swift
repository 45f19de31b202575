import ECRSimulator
import Foundation
import ImageModel

@testable import Cleanup
@testable import ECRSimulator

/// A random repository in the simulator, and a random policy for it.
struct RandomStage {
    let stage: Stage
    let policy: Policy
    /// Whether every index of the repository can be read, so that nothing stands in the way of the plan.
    let isReadable: Bool

    /// Makes what a seed decides.
    init(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let registry = RandomRegistry(
            count: Int.random(in: 3...40, using: &random), at: TestClock.start, random: &random)
        let generated = RandomPolicy(random: &random)
        policy = Policy(sections: [generated.section], protection: generated.protection)
        let entries = registry.images.enumerated().map { number, image in
            ImageEntry(image, named: "image-\(number)", holding: registry.manifests.held[image.digest] ?? [])
        }
        isReadable = !entries.contains { $0.mediaType?.isIndex == true && $0.status != .active }
        stage = try Stage(entries)
    }

    /// Runs the policy.
    func run(isDryRun: Bool, pageSize: Int = 1000) async throws -> Summary {
        try await stage.service(pageSize: pageSize).run(
            .dry {
                $0.policy = policy
                $0.isDryRun = isDryRun
            })
    }
}

extension ImageEntry {
    /// An image of a random repository as the simulator takes it, which knows every push time and three states.
    fileprivate init(_ image: Image, named name: String, holding manifests: [ImageDigest]) {
        func time(_ date: Date?) -> SimulatedTime? { date.map { .epochSeconds($0.timeIntervalSince1970) } }
        self.init(
            name, digest: image.digest, tags: image.tags.filter { Constraint.isTag($0.description) },
            status: [.active, .archived, .activating].contains(image.status) ? image.status : .active,
            pushed: time(image.pushedAt) ?? .daysAgo(2), pulled: time(image.lastPulledAt),
            archived: time(image.lastArchivedAt), activated: time(image.lastActivatedAt), sizeInBytes: 1000,
            mediaType: image.mediaType, manifests: manifests.map(\.description), subject: image.subject?.description)
    }
}
