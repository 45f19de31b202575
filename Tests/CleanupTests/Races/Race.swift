import ECRSimulator
import Foundation
import ImageModel
import ImageUsage
import Retention
import RetentionTestSupport
import TestSupport

@testable import Cleanup
@testable import ECRSimulator

/// A random repository with a random policy, and what others and the network do meanwhile; the seed decides it.
struct Race: Sendable {
    let seed: UInt64
    var entries: [ImageEntry]
    var section: Policy.Section
    var protection: Protection
    /// Whether deletions are replicated to another region.
    var hasReplica: Bool
    /// How likely an image is missing in the listing that the plan is made by.
    var omission: Double
    /// How likely something happens before a request, and again after it.
    var changes: Double
    /// How likely a request fails.
    var faults: Double
    /// How likely an answer leaves images out.
    var lies: Double
    /// How likely an answer has a date that differs from the machine's time.
    var skew: Double
    /// How likely ECR refuses an image.
    var refusals: Double
    /// When the run has to end, in seconds after its beginning.
    var deadline: Double?
    /// The request at which the run is cancelled.
    var cancelledAt: Int?
    var maximumAttempts: Int
    var movesClockInSleep: Bool

    init(seed: UInt64) throws {
        self.seed = seed
        var random = SplitMix64(seed: seed &* 0x2545_f491_4f6c_dd1d &+ 1)
        if seed % 33 == 0 {
            let large = LargeRepository(random: &random)
            (entries, section, protection) = (large.entries, large.section, .none)
        } else {
            let small = try RandomStage(seed: seed)
            (entries, section, protection) = (small.entries, small.policy.sections[0], small.policy.protection)
            if random.chance(0.6) { (section, protection) = (Self.greedySection(&random), .none) }
        }
        if random.chance(0.4) { protection.inUse = random.chance(0.3) ? [.ecs, .lambda] : [.ecs] }
        hasReplica = random.chance(0.1)
        omission = random.chance(0.3) ? 0.05 : 0
        let rates = [0, 0.05, 0.1, 0.3, 0.6]
        changes = rates.randomElement(using: &random) ?? 0
        faults = rates.randomElement(using: &random) ?? 0
        lies = random.chance(0.2) ? 0.1 : 0
        refusals = random.chance(0.2) ? [0.1, 0.5, 1].randomElement(using: &random) ?? 0 : 0
        deadline = random.chance(0.2) ? [1.0, 20, 60, 400].randomElement(using: &random) : nil
        cancelledAt = random.chance(0.15) ? Int.random(in: 1...8, using: &random) : nil
        maximumAttempts = Int.random(in: 1...3, using: &random)
        movesClockInSleep = random.chance(0.7)
        skew = random.chance(0.2) ? 0.2 : 0
    }

    /// Whether the registry and the network say nothing but what is true.
    var isHonest: Bool { faults == 0 && lies == 0 && refusals == 0 }

    /// A section by which most images go, in one way or the other.
    private static func greedySection(_ random: inout SplitMix64) -> Policy.Section {
        func action(_ random: inout SplitMix64) -> Rule.Action { random.chance(0.6) ? .expire : .transition }
        let pattern = ["v*", "*1", "rel-*", "*2"].randomElement(using: &random) ?? "*"
        let keep = random.chance(0.5) ? Int.random(in: 1...2, using: &random) : nil
        var all = Rule(
            priority: 2, tagStatus: .any, excludedTags: random.chance(0.5) ? [WildcardPattern("*3")] : [],
            count: random.chance(0.3) ? .imageCountMoreThan(1) : .sinceImagePushed(days: 1), action: action(&random))
        all.keepNewest = keep
        return Policy.Section(
            name: "greedy", repositories: .all,
            rules: [
                Rule(
                    priority: 1, tagStatus: .tagged(TagList([.pattern(WildcardPattern(pattern))])),
                    count: .sinceImagePushed(days: 1), action: action(&random)), all,
            ])
    }
}

/// A repository whose families, and what is deleted of it, are more than one request can name.
private struct LargeRepository {
    var entries: [ImageEntry] = []
    var section: Policy.Section

    init(random: inout SplitMix64) {
        func old(_ random: inout SplitMix64) -> SimulatedTime {
            .daysAgo(Double(Int.random(in: 20...60, using: &random)))
        }
        for family in 0..<Int.random(in: 0...2, using: &random) {
            let count = [3, 99, 101, 120].randomElement(using: &random) ?? 3
            let names = (0..<count).map { "child-\(family)-\($0)" }
            entries += names.map {
                ImageEntry($0, tags: random.chance(0.01) ? [ImageTag("keep-\($0)")] : [], pushed: old(&random))
            }
            for index in 0..<Int.random(in: 1...3, using: &random) {
                let held = random.chance(0.5) ? names : names.filter { _ in random.chance(0.5) }
                let name = "index-\(family)-\(index)"
                let tag = (random.chance(0.5) ? "a-" : "b-") + name
                entries.append(
                    ImageEntry(
                        name, tags: [ImageTag(tag)], pushed: old(&random), manifests: held.isEmpty ? names : held))
                guard random.chance(0.5) else { continue }
                entries.append(ImageEntry("signature of \(name)", pushed: old(&random), subject: name))
            }
        }
        for single in 0..<Int.random(in: 20...150, using: &random) {
            let tag = [nil, "a-\(single)", "b-\(single)"].randomElement(using: &random) ?? nil
            entries.append(
                ImageEntry("single-\(single)", tags: tag.map { [ImageTag($0)] } ?? [], pushed: old(&random)))
        }
        let byCount = random.chance(0.4)
        let archives = random.chance(0.4)
        section = Policy.Section(
            name: "large", repositories: .all,
            rules: [
                Rule(
                    priority: 1, tagStatus: .tagged(TagList([.pattern(WildcardPattern("a-*"))])),
                    count: .sinceImagePushed(days: 14), action: archives ? .transition : .expire),
                Rule(
                    priority: 2, tagStatus: .any, excludedTags: [WildcardPattern("keep-*")],
                    count: byCount ? .imageCountMoreThan(3) : .sinceImagePushed(days: 14), action: .expire),
            ])
    }
}
