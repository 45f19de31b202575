/// How often each of a few things was counted, in their order.
///
/// A dictionary's storage for one entry takes three times as much, and a registry may have many thousands of these.
public struct Counter<Key: Comparable & Hashable & Sendable>: Sendable, Hashable {
    /// A thing, and how often it was counted.
    public struct Entry: Sendable, Hashable {
        /// The thing.
        public let key: Key
        /// How often it was counted, at least once.
        public fileprivate(set) var count: Int
    }

    /// The entries, in the order of their keys.
    public private(set) var entries: [Entry] = []

    /// Nothing was counted yet.
    public init() {}

    /// The number of times that a thing was counted.
    public subscript(key: Key) -> Int { entries.first { $0.key == key }?.count ?? 0 }

    /// Counts a thing once more.
    public mutating func count(_ key: Key) {
        let index = entries.firstIndex { $0.key >= key } ?? entries.endIndex
        if index < entries.endIndex, entries[index].key == key {
            entries[index].count += 1
        } else {
            // Most tallies have no second entry.
            if entries.isEmpty { entries.reserveCapacity(1) }
            entries.insert(Entry(key: key, count: 1), at: index)
        }
    }
}
