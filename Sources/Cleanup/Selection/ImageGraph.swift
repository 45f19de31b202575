import ImageModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Which images of an inventory belong together: indexes and what they hold, subjects and their referrers.
///
/// Images are spoken of by their position in the inventory.
struct ImageGraph: Sendable {
    /// The inventory.
    let images: [Image]
    /// Of each image, the indexes that hold it.
    private(set) var holders: [[Int]]
    /// Of each index, what it holds.
    private(set) var held: [[Int]]
    /// Of each image, those that it refers to.
    private(set) var subjects: [[Int]]
    /// Of each image, those that refer to it.
    private(set) var referrers: [[Int]]
    /// Of each image, the digests that it refers to and that are not in the inventory.
    private(set) var missingSubjects: [Int: [ImageDigest]] = [:]
    /// Of each image, the index that may hold it and whose manifest is not known.
    private(set) var possibleHolders: [Int: Int] = [:]
    /// All images, parents before what belongs to them; those in or below a circle are missing.
    private(set) var order: [Int] = []
    /// Whether an image belongs to itself by way of others, or to one that does.
    private(set) var isCircular: [Bool]

    /// Connects the images of an inventory.
    ///
    /// - Parameters:
    ///   - images: the inventory, each digest once.
    ///   - manifests: what the indexes hold; `nil` to do without.
    init(of images: [Image], manifests: IndexManifests?) {
        self.images = images
        let nobody = [[Int]](repeating: [], count: images.count)
        (holders, held, subjects, referrers) = (nobody, nobody, nobody, nobody)
        isCircular = Array(repeating: true, count: images.count)
        let positions = Dictionary(images.enumerated().map { ($1.digest, $0) }) { first, _ in first }
        connectSubjects(positions)
        if let manifests {
            connect(manifests, positions)
            findPossibleHolders(manifests)
        }
        order = parentsFirst()
        for position in order { isCircular[position] = false }
    }

    private mutating func connectSubjects(_ positions: [ImageDigest: Int]) {
        for (position, image) in images.enumerated() {
            for digest in image.subjects {
                guard let subject = positions[digest] else {
                    missingSubjects[position, default: []].append(digest)
                    continue
                }
                subjects[position].append(subject)
                referrers[subject].append(position)
            }
        }
    }

    private mutating func connect(_ manifests: IndexManifests, _ positions: [ImageDigest: Int]) {
        for (position, image) in images.enumerated() {
            var seen: Set<ImageDigest> = [image.digest]
            for digest in manifests.held[image.digest] ?? [] where seen.insert(digest).inserted {
                guard let member = positions[digest] else { continue }
                held[position].append(member)
                holders[member].append(position)
            }
        }
    }

    /// Finds the untagged manifests that an index may hold whose manifest is not known: those pushed no later than it,
    /// since an index is pushed after what it holds.
    private mutating func findPossibleHolders(_ manifests: IndexManifests) {
        let unread = images.indices.filter {
            images[$0].mediaType?.isIndex == true && manifests.held[images[$0].digest] == nil
        }
        // The latest will do, but not for itself; an unknown time may be later than any.
        let latest = unread.sorted { pushTime($0) > pushTime($1) }.prefix(2)
        for (position, image) in images.enumerated() where image.tags.isEmpty {
            guard let index = latest.first(where: { $0 != position }) else { continue }
            if image.pushedAt.map({ $0 <= pushTime(index) }) ?? true { possibleHolders[position] = index }
        }
    }

    private func pushTime(_ position: Int) -> Date { images[position].pushedAt ?? .distantFuture }
}

extension ImageGraph {
    /// All images in an order in which each stands behind its parents, without those in or below a circle.
    private func parentsFirst() -> [Int] {
        Self.sorted(
            images.indices.map { holders[$0].count + subjects[$0].count }, next: { held[$0] + referrers[$0] })
    }

    /// All images in an order in which each stands behind the indexes that hold it.
    func holdersFirst() -> [Int] {
        Self.sorted(holders.map(\.count), next: { held[$0] })
    }

    /// Sorts topologically, by Kahn's algorithm: no recursion, however deep the nesting.
    private static func sorted(_ incoming: [Int], next: (Int) -> [Int]) -> [Int] {
        var incoming = incoming
        var order = incoming.indices.filter { incoming[$0] == 0 }
        var done = 0
        while done < order.count {
            for position in next(order[done]) {
                incoming[position] -= 1
                if incoming[position] == 0 { order.append(position) }
            }
            done += 1
        }
        return order
    }
}
