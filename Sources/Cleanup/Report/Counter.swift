/// The counts of a few keys, in the order of the keys.
///
/// A dictionary with one entry would take three times as much memory, and a registry may have many thousands of
/// counters.
public struct Counter<Key: Comparable & Hashable & Sendable>: Sendable, Hashable {
    /// A key and its count.
    public struct Entry: Sendable, Hashable {
        /// The key.
        public let key: Key
        /// The count, at least 1.
        public fileprivate(set) var count: Int
    }

    /// The entries, in the order of their keys.
    public private(set) var entries: [Entry] = []

    /// Creates a counter without counts.
    public init() {}

    /// The count of a key.
    public subscript(key: Key) -> Int { entries.first { $0.key == key }?.count ?? 0 }

    /// Counts a key once more, or several times.
    public mutating func count(_ key: Key, times: Int = 1) {
        let index = entries.firstIndex { $0.key >= key } ?? entries.endIndex
        if index < entries.endIndex, entries[index].key == key {
            entries[index].count += times
        } else if times > 0 {
            // Most counters have no second entry.
            if entries.isEmpty { entries.reserveCapacity(1) }
            entries.insert(Entry(key: key, count: times), at: index)
        }
    }
}
