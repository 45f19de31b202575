import Essentials
import ImageModel

/// The order of the images that a rule with groups or versions matches.
struct Ranking {
    /// The key that decides which image is newer.
    private enum Key: Comparable {
        case time(Date, ImageDigest)
        /// Equal versions are equally new: none of them is taken because of another.
        case version(SemanticVersion)

        static func < (one: Key, other: Key) -> Bool {
            switch (one, other) {
            case (.time(let time, let digest), .time(let otherTime, let otherDigest)):
                Image.isNewer((otherTime, otherDigest), than: (time, digest))
            case (.version(let version), .version(let otherVersion)): version < otherVersion
            // One rule has keys of one kind.
            case (.time, .version): true
            case (.version, .time): false
            }
        }
    }

    /// The rank of an image: the number of newer ones, in the group where there are the fewest.
    struct Rank: Sendable, Hashable {
        var newer: Int32
        var group: String
    }

    private let rule: Rule
    private let graph: ImageGraph
    private var positions: [Int] = []
    /// For each group, the keys of the images that count in it, with their positions.
    private var counted: [String: [(key: Key, position: Int32)]] = [:]

    init(by rule: Rule, of graph: ImageGraph) {
        self.rule = rule
        self.graph = graph
    }

    /// Adds an image that the rule matches.
    ///
    /// - Parameter isCounted: whether the image counts among the newest.
    mutating func add(_ position: Int, isCounted: Bool) {
        positions.append(position)
        guard isCounted else { return }
        for membership in rule.memberships(of: graph.images[position].tags) {
            counted[membership.group, default: []].append((key(of: position, membership.version), Int32(position)))
        }
    }

    /// Sorts the groups, the newest first, once all images are added.
    mutating func sort() {
        for group in counted.keys { counted[group]?.sort { $0.key > $1.key } }
    }

    private func key(of position: Int, _ version: SemanticVersion?) -> Key {
        let image = graph.images[position]
        return version.map { .version($0) } ?? .time(image.effectivePushTime ?? .distantPast, image.digest)
    }

    /// The rank of each image.
    var ranks: [(position: Int, rank: Rank)] {
        positions.map { position in
            let tags = graph.images[position].tags
            // In doubt, the image is as new as the newest of its tags in any group.
            let key = key(of: position, rule.sortBy == nil ? nil : rule.highestVersion(among: rule.matching(tags)))
            let ranks = rule.groups(of: tags).map { Rank(newer: newer(than: key, in: $0), group: $0) }
            return (position, ranks.min { $0.newer < $1.newer } ?? Rank(newer: 0, group: ""))
        }
    }

    /// The number of images in a group that are newer, by binary search.
    private func newer(than key: Key, in group: String) -> Int32 {
        let keys = counted[group] ?? []
        var (low, high) = (0, keys.count)
        while low < high {
            let middle = (low + high) / 2
            if keys[middle].key > key { low = middle + 1 } else { high = middle }
        }
        return Int32(low)
    }

    /// The newest images of each group, including those that are as new as the last of them.
    func newest(_ count: Int) -> [Int32] {
        var found: Set<Int32> = []
        for keys in counted.values where count > 0 {
            let last = keys[min(count, keys.count) - 1].key
            found.formUnion(keys.prefix { $0.key >= last }.map(\.position))
        }
        return found.sorted()
    }
}
