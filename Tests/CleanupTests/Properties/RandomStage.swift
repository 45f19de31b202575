import ECRSimulator
import Foundation
import ImageModel
import Retention
import RetentionTestSupport
import TestSupport

@testable import Cleanup
@testable import ECRSimulator

/// A random repository in the simulator, and a random policy for it.
struct RandomStage {
    let stage: Stage
    /// The images of the repository.
    let entries: [ImageEntry]
    let policy: Policy
    /// Whether every index of the repository can be read, so that nothing stands in the way of the plan.
    let isReadable: Bool

    /// Makes what a seed decides.
    init(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let registry = RandomRegistry(
            count: Int.random(in: 3...40, using: &random), at: TestClock.start, random: &random)
        let generated = RandomPolicy(random: &random)
        policy = Policy(sections: [generated.section], protection: generated.protection)
        var hashed = HashedEntries(of: registry)
        entries = registry.images.indices.map { hashed.entry(at: $0) }
        isReadable = !registry.images.contains { $0.mayBeIndex && $0.status != .active }
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

/// The images of a random repository as the simulator takes them: what is read has the digest of its manifest.
private struct HashedEntries {
    private let registry: RandomRegistry
    private let positions: [ImageDigest: Int]
    private var digests: [ImageDigest: ImageDigest] = [:]

    init(of registry: RandomRegistry) {
        self.registry = registry
        positions = Dictionary(uniqueKeysWithValues: registry.images.enumerated().map { ($1.digest, $0) })
        for image in registry.images { _ = digest(for: image.digest) }
    }

    mutating func entry(at position: Int) -> ImageEntry {
        var image = registry.images[position]
        let held = held(by: image)
        // A plain manifest names its subject, which may be what it belongs to.
        if image.mayBeIndex, held.isEmpty { image.subject = nil }
        image.subject = image.subject.map { digest(for: $0) }
        image.tags = image.tags.map { renamed($0) }
        image.digest = digest(for: image.digest)
        return ImageEntry(image, named: "image-\(position)", holding: held)
    }

    /// The digest that an image has in the simulator.
    private mutating func digest(for digest: ImageDigest) -> ImageDigest {
        if let known = digests[digest] { return known }
        guard let position = positions[digest] else { return digest }
        let image = registry.images[position]
        var own = digest
        if image.mayBeIndex {
            let held = held(by: image)
            var entry = ImageEntry(image, named: "image-\(position)", holding: held)
            entry.digest = nil
            own =
                ImageBuilder(entry, repository: "app", start: TestClock.start)
                .image(subject: nil, children: held.map(IndexManifest.Child.init(elsewhere:))).facts.digest
        }
        digests[digest] = own
        return own
    }

    /// What an image holds; no manifest can name itself, though the selection puts up with it.
    private mutating func held(by image: Image) -> [ImageDigest] {
        (registry.manifests.byIndex[image.digest] ?? []).filter { $0 != image.digest }.map { digest(for: $0) }
    }

    /// A tag, with the digest that it names as the simulator has it.
    private func renamed(_ tag: ImageTag) -> ImageTag {
        func hex(_ digest: ImageDigest) -> String { String(digest.description.dropFirst("sha256:".count)) }
        return ImageTag(
            digests.reduce(tag.description) { $0.replacing(hex($1.key), with: hex($1.value)) })
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
            mediaType: image.mediaType, hasMediaType: image.mediaType != nil, manifests: manifests.map(\.description),
            subject: image.subject?.description)
    }
}
