import AWSClient
import ECRClient
import ECRSimulator
import Foundation
import HTTPTransport
import ImageModel
import Logging
import Retention
import Synchronization
import TestSupport
import Testing

@testable import Cleanup

/// What was planned for a repository, and what was read to plan it.
struct Planned {
    var plan: Plan
    var manifests: IndexManifests

    var images: [ImageDigest: Image] {
        Dictionary(plan.images.map { ($0.digest, $0) }) { first, _ in first }
    }
}

extension Plan {
    /// The digests of a family's members, in their order.
    func digests(of family: Family) -> [ImageDigest] { family.members.map(digest) }
}

extension Rule {
    /// Deletes what is older than two weeks, but for the tags that match.
    static func expireOld(butFor tags: String...) -> Rule {
        Rule(
            priority: 1, tagStatus: .any, excludedTags: tags.map { WildcardPattern($0) },
            count: .sinceImagePushed(days: 14), action: .expire)
    }

    /// Archives what is older than two weeks.
    static let archiveOld = Rule(
        priority: 1, tagStatus: .any, count: .sinceImagePushed(days: 14), action: .transition)
}

extension [ImageEntry] {
    /// An index with two manifests and a signature, all of them old: `index`, `arm`, `amd`, `signature`; and one image
    /// that belongs to nothing: `other`.
    static let family = [
        ImageEntry("arm", pushed: .daysAgo(31), sizeInBytes: 10),
        ImageEntry("amd", pushed: .daysAgo(31), sizeInBytes: 20),
        ImageEntry("index", tags: ["v1"], pushed: .daysAgo(30), manifests: ["arm", "amd"]),
        ImageEntry("signature", pushed: .daysAgo(30), subject: "index"),
        ImageEntry("other", pushed: .daysAgo(40)),
    ]

    /// So many indexes that hold the same `child`, all of them old.
    static func indexesOfOneChild(_ count: Int) -> [ImageEntry] {
        [ImageEntry("child", pushed: .daysAgo(31))]
            + (0..<count).map { number in
                ImageEntry(
                    "index-\(number)", tags: [ImageTag("v\(number)")], pushed: .daysAgo(30), manifests: ["child"])
            }
    }
}

extension Stage {
    /// Plans what the rules say of `app` as it is now.
    func plan(_ rules: Rule..., through other: (any Transport)? = nil) async throws -> Planned {
        let client = try client(through: other)
        var images = try await Inventory(of: "app", in: client).images
        let manifests = try await IndexManifestReader(registry: client, system: system)
            .manifests(of: &images, in: "app")
        let section = Policy.Section(name: "test", repositories: .all, rules: rules)
        let selection = Selection(section: section, protection: .none, at: clock.now)
        return Planned(
            plan: Plan(selection.assessment(of: images, manifests: manifests)), manifests: manifests)
    }

    /// Carries a plan out.
    ///
    /// - Parameters:
    ///   - sleeps: remembers what was waited for.
    ///   - batchesAtOnce: how many batches are on their way at once.
    func carryOut(
        _ planned: Planned, deadline: Date? = nil, maximumAttempts: Int = 3, sleeps: Sleeps = Sleeps(),
        batchesAtOnce: Int = Executor.width,
        through other: (any Transport)? = nil
    ) async throws -> [ImageDigest: ImageOutcome] {
        let client = try client(maximumAttempts: maximumAttempts, through: other)
            .scoped(to: CallContext(deadline: deadline))
        var system = system
        system.sleep = { sleeps.add($0) }
        let images = planned.plan.assessment.images
        let outcomes = ImageOutcomes(count: images.count)
        await Executor(
            of: planned.plan, in: "app", registry: client, deadline: deadline, logger: .silent,
            system: system, manifests: planned.manifests, outcomes: outcomes,
            semaphore: AsyncSemaphore(batchesAtOnce)
        ).carryOut()
        return zip(images, outcomes.all).reduce(into: [:]) { $0[$1.0.digest] = $1.1 }
    }

    /// The outcomes of the images that are called by the names, in their order.
    func outcomes(
        _ outcomes: [ImageDigest: ImageOutcome], of names: String...
    ) throws -> [ImageOutcome?] {
        try names.map { outcomes[try digest($0)] }
    }

    /// This stage's transport, whose listings leave an image out.
    func listing(without missing: ImageDigest) -> StubTransport {
        StubTransport { [transport] request, _ in
            let response = try await transport.send(request)
            guard request.operation == "DescribeImages", request.bodyText.contains("maxResults"),
                var answer = try JSONSerialization.jsonObject(with: response.body) as? [String: Any],
                let rows = answer["imageDetails"] as? [[String: Any]]
            else { return response }
            answer["imageDetails"] = rows.filter { $0["imageDigest"] as? String != missing.description }
            return TransportResponse(
                head: response.head, body: try JSONSerialization.data(withJSONObject: answer))
        }
    }

    /// How many images each deletion named, in the order of the calls.
    var deletionSizes: [Int] {
        transport.requests.filter { $0.operation == "BatchDeleteImage" }
            .map { $0.bodyText.components(separatedBy: "imageDigest").count - 1 }
    }
}

/// What was waited for.
final class Sleeps: Sendable {
    private let list = Mutex<[Duration]>([])

    var all: [Duration] { list.withLock { $0 } }

    func add(_ duration: Duration) { list.withLock { $0.append(duration) } }
}

extension ImageOutcome {
    static let done = ImageOutcome.deleted(note: nil)
    static func changed(_ change: String) -> ImageOutcome { .skipped(.changed(change)) }
    static func left(with parent: ImageDigest) -> ImageOutcome { .skipped(.parentLeft(parent)) }
}
