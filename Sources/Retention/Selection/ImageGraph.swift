import Essentials
package import ImageModel

/// Which images of an inventory belong together: indexes and what they hold, subjects and their referrers.
///
/// Images are spoken of by their position in the inventory.
package struct ImageGraph: Sendable {
    /// The inventory.
    package let images: [Image]
    /// Of each image, the indexes that hold it.
    package private(set) var indexes = AdjacencyList()
    /// Of each index, what it holds.
    package private(set) var manifests = AdjacencyList()
    /// Of each image, those that it refers to.
    package private(set) var subjects = AdjacencyList()
    /// Of each image, those that refer to it.
    package private(set) var referrers = AdjacencyList()
    /// Of each image, the digests that it refers to and that are not in the inventory.
    package private(set) var missingSubjects: [Int: [ImageDigest]] = [:]
    /// The images that refer to one that can't be looked up, by another digest than ECR's.
    private(set) var foreignReferrers: Set<Int> = []
    /// The indexes whose manifests are not known.
    private(set) var unreadIndexes: [Int] = []
    /// Of each image, the index that may hold it and whose manifest is not known.
    private(set) var possibleIndexes: [Int: Int] = [:]
    /// All images, parents before what belongs to them; those in or below a circle are missing.
    ///
    /// Empty where no image belongs to another, and so is ``isCircular``.
    package private(set) var order: [Int32] = []
    /// Whether an image belongs to itself by way of others, or to one that does.
    private(set) var isCircular: [Bool] = []

    /// Connects the images of an inventory.
    ///
    /// - Parameters:
    ///   - images: the inventory, each digest once.
    ///   - manifests: what the indexes hold; `nil` to do without.
    init(of images: [Image], manifests: IndexManifests?) {
        self.images = images
        // Most repositories need them for nothing.
        lazy var positions = ImagePositions(of: images)
        connectSubjects { positions.position(of: $0, in: images) }
        if let manifests {
            connect(manifests) { positions.position(of: $0, in: images) }
            findPossibleIndexes(manifests)
        }
        guard hasLinks else { return }
        order = parentsFirst()
        isCircular = Array(repeating: true, count: images.count)
        for position in order { isCircular[Int(position)] = false }
    }

    /// Whether any image belongs to another.
    package var hasLinks: Bool { !indexes.isEmpty || !subjects.isEmpty }

    private mutating func connectSubjects(_ position: (ImageDigest) -> Int?) {
        var edges: [(from: Int32, to: Int32)] = []
        for referrer in images.indices {
            if images[referrer].hasForeignSubject { foreignReferrers.insert(referrer) }
            for digest in images[referrer].subjects {
                guard let subject = position(digest) else {
                    missingSubjects[referrer, default: []].append(digest)
                    continue
                }
                edges.append((Int32(referrer), Int32(subject)))
            }
        }
        subjects = AdjacencyList(among: images.count, edges)
        referrers = AdjacencyList(among: images.count, edges.map { (from: $0.to, to: $0.from) })
    }

    private mutating func connect(_ manifests: IndexManifests, _ position: (ImageDigest) -> Int?) {
        guard !manifests.byIndex.isEmpty else { return }
        var edges: [(from: Int32, to: Int32)] = []
        // The index by which each image was last named, since one may name an image twice.
        var lastIndexes = Array(repeating: -1, count: images.count)
        for index in manifests.byIndex.keys.compactMap(position).sorted() {
            for digest in manifests.byIndex[images[index].digest] ?? [] {
                guard let member = position(digest), member != index, lastIndexes[member] != index else { continue }
                lastIndexes[member] = index
                edges.append((Int32(index), Int32(member)))
            }
        }
        self.manifests = AdjacencyList(among: images.count, edges)
        indexes = AdjacencyList(among: images.count, edges.map { (from: $0.to, to: $0.from) })
    }

    /// Finds the manifests that an index may hold whose manifest is not known.
    ///
    /// They are untagged, but for those of an index that somebody is bringing back from the archive.
    private mutating func findPossibleIndexes(_ manifests: IndexManifests) {
        unreadIndexes = images.indices.filter {
            images[$0].mayBeIndex && manifests.byIndex[images[$0].digest] == nil
        }
        // The latest will do, but not for itself; an unknown time may be later than any.
        let latest = unreadIndexes.sorted { pushTime($0) > pushTime($1) }
        let latestReturning = latest.filter { images[$0].status == .activating }.prefix(2)
        guard !latest.isEmpty else { return }
        for position in images.indices {
            let candidates = images[position].isTagged ? latestReturning : latest.prefix(2)
            guard let index = candidates.first(where: { $0 != position }) else { continue }
            if mayHold(index, position) { possibleIndexes[position] = index }
        }
    }

    /// Whether an index whose manifest is not known may hold an image: an index is pushed after what it holds.
    func mayHold(_ index: Int, _ position: Int) -> Bool {
        index != position && (images[position].pushedAt.map { $0 <= pushTime(index) } ?? true)
    }

    private func pushTime(_ position: Int) -> Date { images[position].pushedAt ?? .distantFuture }

    /// The push time of an image; where it is unknown, one before all others.
    func pushTimeOrPast(_ position: Int) -> Date { images[position].pushedAt ?? .distantPast }
}

extension ImageGraph {
    /// All images in an order in which each stands behind its parents, without those in or below a circle.
    private func parentsFirst() -> [Int32] {
        Self.sorted(
            images.indices.map { Int32(indexes[$0].count + subjects[$0].count) }, next: [manifests, referrers])
    }

    /// All images in an order in which each stands behind the indexes that hold it.
    func indexesFirst() -> [Int32] {
        Self.sorted(images.indices.map { Int32(indexes[$0].count) }, next: [manifests])
    }

    /// Sorts topologically, by Kahn's algorithm: no recursion, however deep the nesting.
    private static func sorted(_ incoming: [Int32], next links: [AdjacencyList]) -> [Int32] {
        var incoming = incoming
        var order = incoming.indices.filter { incoming[$0] == 0 }.map(Int32.init)
        var done = 0
        while done < order.count {
            for links in links {
                for position in links[Int(order[done])] {
                    incoming[position] -= 1
                    if incoming[position] == 0 { order.append(Int32(position)) }
                }
            }
            done += 1
        }
        return order
    }
}
