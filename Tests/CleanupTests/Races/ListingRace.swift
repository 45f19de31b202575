import ECRSimulator
import Foundation
import HTTPTransport
import ImageModel
import Retention
import RetentionTestSupport
import Synchronization
import TestSupport
import Testing

@testable import Cleanup
@testable import ECRSimulator

/// A run during whose listing others change the repository.
///
/// After the listing nothing changes any more. So what may go is known: what the selection takes that gets the
/// repository as it is then, with the contents of all indexes.
final class ListingRace: Sendable {
    /// The result of a race.
    struct Result {
        /// The images that the run deleted.
        var deleted: Set<ImageDigest> = []
        /// The images that may go.
        var deletable: Set<ImageDigest> = []
        /// How many images were there all the time, and in no page.
        var unlisted = 0
        /// How many images were both in a page of tagged and in one of untagged images.
        var listedTwice = 0
    }

    private let seed: UInt64
    private let stage: Stage
    private let section: Policy.Section
    private let protection: Protection
    private let changes: Double
    private let pageSize: Int
    private let state: Mutex<State>

    private struct State {
        /// The images that each index holds.
        var manifests: [ImageDigest: [ImageDigest]]
        /// The images that nobody has removed, and that were there from the beginning.
        var lasting: Set<ImageDigest>
        /// The answered pages of each part, and whether one was the last.
        var answered: [Part: (count: Int, isLast: Bool)] = [:]
        /// The images of the pages, by part.
        var shown: [Part: Set<ImageDigest>] = [:]
        /// The repository after the listing, and what may go of it.
        var end: (images: Set<ImageDigest>, deletable: Set<ImageDigest>)?
    }

    /// The images that a page is of.
    private enum Part: String, CaseIterable {
        case untagged = #""UNTAGGED""#
        case tagged = #""TAGGED""#
        case all = "maxResults"
    }

    /// Makes a race from a seed.
    ///
    /// - Parameter isSerial: whether the repository is listed page by page, since a rule archives: one that takes nothing.
    init(seed: UInt64, isSerial: Bool = false) throws {
        self.seed = seed
        var random = SplitMix64(seed: seed &* 0x9e37_79b9_7f4a_7c15 &+ 3)
        let generated = try RandomStage(seed: seed)
        var entries = generated.entries
        // An index that is not active is listed serially.
        if random.chance(0.8) { for position in entries.indices { entries[position].status = .active } }
        stage = try Stage(entries)
        var section = generated.policy.sections[0]
        for position in section.rules.indices { section.rules[position].action = .expire }
        if random.chance(0.6) {
            section.rules = [Rule(priority: 1, tagStatus: .any, count: .sinceImagePushed(days: 1), action: .expire)]
        }
        if isSerial {
            section.rules.append(
                Rule(priority: 999, tagStatus: .any, count: .sinceImagePushed(days: 100_000), action: .transition))
        }
        self.section = section
        protection =
            random.chance(0.5) ? Protection(tagPatterns: [WildcardPattern("keep-*")]) : generated.policy.protection
        changes = [0.1, 0.3, 0.6].randomElement(using: &random) ?? 0
        pageSize = Int.random(in: 1...6, using: &random)
        var manifests: [ImageDigest: [ImageDigest]] = [:]
        for entry in entries where !entry.manifests.isEmpty {
            guard let digest = stage.registry.digest(of: entry.name, in: "app") else { continue }
            manifests[digest] = entry.manifests.compactMap { ImageDigest($0) }
        }
        state = Mutex(State(manifests: manifests, lasting: stage.left()))
    }

    /// Runs it.
    func result() async throws -> Result {
        let transport = StubTransport { [self] request, _ in try await answer(to: request) }
        let summary = try await stage.service(pageSize: pageSize, through: transport).run(
            .deleting { $0.policy = Policy(sections: [section], protection: protection) })
        let report = try #require(summary.repositories.first)
        let left = stage.left()
        return state.withLock { state in
            var result = Result()
            let shown = state.shown
            if let both = shown[.tagged]?.intersection(shown[.untagged] ?? []) { result.listedTwice = both.count }
            if report.counts.scanned > 0 {
                result.unlisted = state.lasting.subtracting(report.images.map(\.image.digest)).count
            }
            guard let end = state.end else { return result }
            result.deleted = end.images.subtracting(left)
            result.deletable = end.deletable
            return result
        }
    }

    private func answer(to request: TransportRequest) async throws -> TransportResponse {
        guard request.operation == "DescribeImages", state.withLock({ $0.end == nil }),
            let part = Part.allCases.first(where: { request.bodyText.contains($0.rawValue) })
        else {
            if request.operation != "DescribeRepositories" { end() }
            return try await stage.transport.send(request)
        }
        let count = state.withLock { $0.answered[part]?.count ?? 0 }
        var random = SplitMix64(
            seed: seed &* 1_000_003 &+ UInt64(count * 3 + (Part.allCases.firstIndex(of: part) ?? 0)))
        try await waitForTurn(part, count)
        change(&random)
        let response = try await stage.transport.send(request)
        change(&random)
        let body = try JSONDocument(response.body)
        let isLast = body.text("nextToken") == nil
        let digests = String(decoding: response.body, as: UTF8.self).split(separator: "\"")
            .compactMap { ImageDigest(String($0)) }
        state.withLock { state in
            state.answered[part] = (count + 1, isLast)
            state.shown[part, default: []].formUnion(digests)
        }
        return response
    }

    /// Waits until the other part's page of the same turn was answered, so that the order of all changes is certain.
    private func waitForTurn(_ part: Part, _ count: Int) async throws {
        let first: Part = seed.isMultiple(of: 2) ? .tagged : .untagged
        guard part != .all, part != first else { return }
        while state.withLock({ ($0.answered[first].map { $0.isLast || $0.count > count }) != true }) {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    /// Ends all changes, and notes what may go.
    private func end() {
        let images = stage.registry.images(in: "app")
        let now = stage.clock.now
        state.withLock { state in
            guard state.end == nil else { return }
            var deletable: Set<ImageDigest> = []
            // ECR gives no manifest of an archived index. The run knows it only if it was read before.
            for knowsInactive in [false, true] {
                var manifests = IndexManifests()
                for image in images where image.mayBeIndex && (knowsInactive || image.status == .active) {
                    manifests.byIndex[image.digest] = state.manifests[image.digest] ?? []
                }
                let assessment = Selection(section: section, protection: protection, at: now)
                    .assessment(of: images, manifests: manifests)
                deletable.formUnion(assessment.selectedPositions.map { images[$0].digest })
            }
            state.end = (Set(images.map(\.digest)), deletable)
        }
    }

    /// Lets something happen, or nothing.
    private func change(_ random: inout SplitMix64) {
        guard random.chance(changes) else { return }
        let registry = stage.registry
        let images = registry.images(in: "app").sorted { $0.digest < $1.digest }
        guard let image = images.randomElement(using: &random), let other = images.randomElement(using: &random) else {
            return
        }
        switch Int.random(in: 0..<20, using: &random) {
        case ..<12:
            guard !image.isTagged else { return image.tags.forEach { registry.untag($0, in: "app") } }
            let tags = ["keep-\(random.next())", "v\(random.next())"] + other.tags.prefix(1).map { "\($0)" }
            registry.tag(image.digest, as: ImageTag(tags.randomElement(using: &random) ?? ""), in: "app")
        case ..<14:
            // What belongs to a deleted image goes like the image, and is not judged by itself.
            guard !image.mayBeIndex, !images.contains(where: { $0.subjects.contains(image.digest) }) else {
                return
            }
            registry.remove(image.digest, from: "app")
            state.withLock { _ = $0.lasting.remove(image.digest) }
        case ..<16: registry.pull(image.digest, in: "app")
        case ..<17: registry.update(image.digest, in: "app") { $0.status = .archived }
        case ..<19:
            let entry = ImageEntry(
                "pushed-\(random.next())", tags: random.chance(0.5) ? [ImageTag("new-\(random.next())")] : [],
                pushed: .daysAgo(3), manifests: [image.digest.description])
            guard let digest = try? registry.push(entry, to: "app") else { return }
            state.withLock { $0.manifests[digest] = [image.digest] }
        default:
            _ = try? registry.push(
                ImageEntry("pushed-\(random.next())", pushed: .daysAgo(3), subject: image.digest.description), to: "app"
            )
        }
    }
}
