import Cleanup
import Essentials
import ImageModel
import Retention

/// Repositories of one registry that one invocation cleans.
///
/// The Distributed Map reads the batches from an object in S3, as a JSON array.
struct FanOutBatch: Codable, Sendable, Hashable {
    /// The position among all batches, from 0.
    let number: Int
    /// The positions of the registry's targets in the policy.
    ///
    /// There are several where several targets are the same registry: what any of their places uses is kept.
    let targets: [Int]
    /// The account of the registry, as 12 digits.
    let registryID: String
    /// The code of the region.
    let region: String
    /// The names of the repositories.
    let repositories: [String]
    /// The most images that the batch may delete or archive; `nil` for no limit.
    let maximumImages: Int?
    /// The hash of the policy that the repositories were listed by; `nil` where a policy has none.
    let policySHA256: String?

    private enum CodingKeys: String, CodingKey {
        case number, targets, region, repositories
        case registryID = "registryId"
        case maximumImages = "maxImages"
        case policySHA256 = "policySha256"
    }

    /// Limits a run to the batch.
    ///
    /// - Throws: ``ConfigurationError`` if the policy is another one than that of the listing.
    func narrow(_ request: inout CleanupRequest) throws {
        let all = request.policy.targets
        guard request.policyIdentity?.sha256 == policySHA256, !targets.isEmpty, targets.allSatisfy(all.indices.contains)
        else {
            throw ConfigurationError(
                "the policy was changed after the repositories were listed, so nothing is deleted. The next run of the "
                    + "fan-out goes by the new policy")
        }
        request.policy.targets = targets.map { all[$0] }
        // A target of which nothing was known may turn out to be another registry.
        request.registryID = registryID
        request.narrowing.append(NamePatterns(repositories))
        request.maximumImages = [request.maximumImages, maximumImages].compactMap(\.self).min()
    }
}

extension FanOutBatch {
    /// The fewest images that each batch of a run with a limit may delete.
    ///
    /// A share that is smaller than an image with its children would never let them go.
    static let leastShare = 50

    /// The most repositories of a batch under a limit: one invocation has to be through with them.
    private static let mostRepositories = 1_000
    /// The most bytes of names in a batch: an item of a Distributed Map has 256 KB.
    private static let mostNameBytes = 100_000

    /// Splits registries into batches.
    ///
    /// The run's limit is split among the batches. So under a limit batches are larger, until each has the least share.
    /// If there are still too many, only some batches have a share, others each day.
    ///
    /// - Parameters:
    ///   - registries: the repositories of each registry.
    ///   - size: the most repositories of a batch, at least 1. Under a limit there may be more.
    ///   - limit: the most images that the whole run may delete or archive; `nil` for no limit.
    ///   - policySHA256: the hash of the policy, as the batches are told it.
    ///   - date: the day of the run.
    static func split(
        _ registries: [ListedRegistry], size: Int, limit: Int?, policySHA256: String?, on date: Date
    ) -> [FanOutBatch] {
        let registries = registries.filter { !$0.repositories.isEmpty }
        let most = limit.map { max(1, $0 / leastShare) } ?? .max
        var size = max(1, size)
        var parts = parts(of: registries, size: size)
        let largest = min(registries.map(\.repositories.count).max() ?? 1, mostRepositories)
        while parts.count > most, size < largest {
            size = min(largest, size * 2)
            parts = Self.parts(of: registries, size: size)
        }
        let shares = limit.map { sharing($0, among: parts.count, atMost: most, on: date) }
        return parts.indices.map { number in
            let (registry, names) = parts[number]
            return FanOutBatch(
                number: number, targets: registry.targets, registryID: registry.registryID, region: registry.region,
                repositories: names, maximumImages: shares?[number], policySHA256: policySHA256)
        }
    }

    /// The repositories of each batch.
    private static func parts(
        of registries: [ListedRegistry], size: Int
    ) -> [(registry: ListedRegistry, names: [String])] {
        registries.flatMap { registry in
            var parts: [[String]] = []
            var bytes = 0
            for name in registry.repositories.map(\.description) {
                bytes += name.utf8.count + 3
                if let last = parts.last, last.count < size, bytes <= mostNameBytes {
                    parts[parts.endIndex - 1].append(name)
                } else {
                    parts.append([name])
                    bytes = name.utf8.count + 3
                }
            }
            return parts.map { (registry, $0) }
        }
    }

    /// The shares of the batches, which together are the limit.
    private static func sharing(_ limit: Int, among count: Int, atMost most: Int, on date: Date) -> [Int] {
        var shares = [Int](repeating: 0, count: count)
        let first = DailyRotation.index(among: count, on: date)
        let sharing = min(count, most)
        for turn in 0..<sharing {
            shares[(first + turn) % count] = limit / sharing + (turn < limit % sharing ? 1 : 0)
        }
        return shares
    }
}
