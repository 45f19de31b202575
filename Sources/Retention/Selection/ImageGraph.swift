import Essentials
package import ImageModel

/// The relations between the images of an inventory.
///
/// They are those of indexes and their manifests, and of subjects and their referrers. An image is identified by its
/// position in the inventory.
package struct ImageGraph: Sendable {
    /// The inventory.
    package let images: [Image]
    /// The deliberate differences from ECR that are left out.
    let withoutDifferences: DeliberateDifferences
    /// For each image, the indexes that hold it.
    package private(set) var indexes = AdjacencyList()
    /// For each index, the images that it holds.
    package private(set) var manifests = AdjacencyList()
    /// For each image, the images that it refers to.
    package private(set) var subjects = AdjacencyList()
    /// For each image, the images that refer to it.
    package private(set) var referrers = AdjacencyList()
    /// For each image, the digests of its subjects outside the inventory.
    package private(set) var missingSubjects: [Int: [ImageDigest]] = [:]
    /// For each index, the digests of its manifests outside the inventory.
    package private(set) var missingManifests: [Int: [ImageDigest]] = [:]
    /// The images that are referrers, or may be, of subjects that can't be looked up.
    private(set) var referrersOfUnknown: Set<Int> = []
    /// The indexes whose manifests are unknown, the last pushed first.
    private(set) var unreadIndexes: [Int] = []
    /// The indexes whose manifests are known.
    private var readIndexes: Set<Int> = []
    /// For each image, an unread index that may hold it.
    private(set) var possibleIndexes: [Int: Int] = [:]
    /// All images, parents before the images that belong to them.
    ///
    /// Images in or below a circle are missing. If no image belongs to another, the list is empty, and so is
    /// ``isCircular``.
    package private(set) var order: [Int32] = []
    /// Whether each image is in or below a circle of relations.
    private(set) var isCircular: [Bool] = []

    /// Connects the images of an inventory.
    ///
    /// - Parameters:
    ///   - images: the inventory, each digest once.
    ///   - manifests: the manifests of the indexes; `nil` if they were not read.
    ///   - withoutDifferences: the deliberate differences from ECR to leave out.
    init(of images: [Image], manifests: IndexManifests?, without withoutDifferences: DeliberateDifferences = []) {
        self.images = images
        self.withoutDifferences = withoutDifferences
        // Most repositories never need the positions.
        lazy var positions = ImagePositions(of: images)
        if !withoutDifferences.contains(.referrers) {
            connectSubjects { positions.position(of: $0, in: images) }
        }
        if let manifests {
            connect(manifests) { positions.position(of: $0, in: images) }
            if !withoutDifferences.contains(.unreadIndexes) { findPossibleIndexes(manifests) }
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
            let seesOrphans = !withoutDifferences.contains(.orphanedReferrers)
            if seesOrphans, images[referrer].hasUnknownSubject { referrersOfUnknown.insert(referrer) }
            for digest in images[referrer].subjects {
                guard let subject = position(digest) else {
                    if seesOrphans { missingSubjects[referrer, default: []].append(digest) }
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
        // The index that last named each image, since an index may name an image twice.
        var lastIndexes = Array(repeating: -1, count: images.count)
        var contents = manifests.byIndex.compactMap { index, digests in position(index).map { ($0, digests) } }
        contents.sort { $0.0 < $1.0 }
        for (index, digests) in contents {
            for digest in digests {
                guard let member = position(digest) else {
                    missingManifests[index, default: []].append(digest)
                    continue
                }
                guard member != index, lastIndexes[member] != index else { continue }
                lastIndexes[member] = index
                edges.append((Int32(index), Int32(member)))
            }
        }
        self.manifests = AdjacencyList(among: images.count, edges)
        indexes = AdjacencyList(among: images.count, edges.map { (from: $0.to, to: $0.from) })
    }

    /// Finds the images that an index with an unknown manifest may hold.
    ///
    /// They are untagged, except those of an index that is being restored from the archive.
    private mutating func findPossibleIndexes(_ manifests: IndexManifests) {
        let indexes = images.indices.filter { images[$0].mayBeIndex }
        unreadIndexes = indexes.filter { manifests.byIndex[images[$0].digest] == nil }
            // An unknown time may be later than any other.
            .sorted { pushTimeOrFuture($0) > pushTimeOrFuture($1) }
        guard !unreadIndexes.isEmpty else { return }
        readIndexes = Set(indexes).subtracting(unreadIndexes)
        let returning = unreadIndexes.filter { images[$0].status == .activating }
        for position in images.indices {
            let candidates = images[position].isTagged ? returning : unreadIndexes
            possibleIndexes[position] = latest(of: candidates, thatMayHold: position)
        }
    }

    /// The index that may hold an image, of unread ones with the last pushed first.
    private func latest(of indexes: [Int], thatMayHold position: Int) -> Int? {
        // The latest suffices, except for itself.
        indexes.prefix(2).first { mayHold($0, position) }
    }

    /// Whether an index with an unknown manifest may hold an image.
    ///
    /// An index is pushed after the images that it holds.
    func mayHold(_ index: Int, _ position: Int) -> Bool {
        index != position && (images[position].pushedAt.map { $0 <= pushTimeOrFuture(index) } ?? true)
    }

    /// Whether any index with an unknown manifest may hold an image.
    func mayBelongToUnreadIndex(_ position: Int) -> Bool {
        latest(of: unreadIndexes, thatMayHold: position) != nil
    }

    /// Whether an image is likely to be a manifest of an unread index.
    ///
    /// A tagged index is not: it can be a manifest of another, but is a release of its own nearly always.
    func isLikelyManifest(_ position: Int) -> Bool {
        !images[position].isTagged || !readIndexes.contains(position)
    }

    /// The push time of an image; if unknown, after all others.
    func pushTimeOrFuture(_ position: Int) -> Date { images[position].pushedAt ?? .distantFuture }

    /// The push time of an image; if unknown, before all others.
    func pushTimeOrPast(_ position: Int) -> Date { images[position].pushedAt ?? .distantPast }
}

extension ImageGraph {
    /// All images, each after its parents, without those in or below circles.
    private func parentsFirst() -> [Int32] {
        Self.sorted(
            images.indices.map { Int32(indexes[$0].count + subjects[$0].count) }, next: [manifests, referrers])
    }

    /// All images, each after the indexes that hold it.
    func indexesFirst() -> [Int32] {
        Self.sorted(images.indices.map { Int32(indexes[$0].count) }, next: [manifests])
    }

    /// Sorts topologically by Kahn's algorithm, which needs no recursion.
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
