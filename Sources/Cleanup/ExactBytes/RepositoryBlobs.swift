import ImageModel

/// A layer or a configuration that a manifest names.
struct Blob: Sendable, Hashable {
    /// The first half of the blob's digest.
    ///
    /// By chance, two of a million blobs have the same half once in 10²⁶ registries. It would only make a number of a
    /// report too small.
    struct Key: Sendable, Hashable {
        let high, low: UInt64

        init(_ digest: ImageDigest) { (high, low) = digest.firstHalf }
    }

    let key: Key
    let sizeInBytes: Int64
}

/// The layers and configurations of a repository's images, each once.
///
/// A repository may have 100,000 images with a million references to layers. So a blob takes 24 bytes and two to four
/// slots of a hash table, and a reference four bytes. A `Dictionary` and sets would take ten times as much.
struct RepositoryBlobs: Sendable {
    /// The most blobs and references that are kept.
    ///
    /// With these limits a repository takes less than 64 MB. The images beyond them stay unread.
    struct Limits: Sendable {
        var blobs = 1 << 20
        var references = 1 << 22
    }

    private let limits: Limits
    private var keys: [Blob.Key] = []
    private var sizes: [Int64] = []
    /// The number of the blob in each slot, from 1 on, or 0 for a free slot.
    ///
    /// There are at least twice as many slots as blobs.
    private var slots: [UInt32]
    /// For each image that was read, the number of its blobs, and the position of each.
    ///
    /// The list begins with the entry of images without blobs.
    private var references: [UInt32] = [0]
    /// Each image's entry in the list of references, or ``unread``.
    private var entries: [UInt32]

    private static let unread = UInt32.max

    /// Creates a table for the images of an inventory, of which none is read yet.
    init(imageCount: Int, limits: Limits = Limits()) {
        self.limits = limits
        entries = Array(repeating: Self.unread, count: imageCount)
        slots = Array(repeating: 0, count: 1 << 10)
    }

    /// Whether an image's blobs are known.
    func isRead(_ position: Int) -> Bool { entries[position] != Self.unread }

    /// Notes that an image has no blobs of its own, as an index.
    mutating func addEmpty(at position: Int) { entries[position] = 0 }

    /// Adds the blobs of an image.
    ///
    /// - Returns: whether there was room for them. Otherwise the image stays unread.
    mutating func add(_ blobs: [Blob], at position: Int) -> Bool {
        guard !isRead(position) else { return true }
        guard keys.count + blobs.count <= limits.blobs, references.count + blobs.count < limits.references else {
            return false
        }
        entries[position] = UInt32(references.count)
        references.append(UInt32(blobs.count))
        for blob in blobs { references.append(number(of: blob)) }
        return true
    }

    /// The bytes of the images, and what those that go free.
    ///
    /// An image that was not read may share all its bytes with others, or none.
    ///
    /// - Parameters:
    ///   - images: the inventory.
    ///   - goes: whether the image at a position goes or went.
    func bytes(of images: [Image], goes: (Int) -> Bool) -> ExactBytes {
        var isHeld = [Bool](repeating: false, count: sizes.count)
        var (unreadStaying, unreadGoing, unreadCount): (Int64, Int64, Int) = (0, 0, 0)
        for position in images.indices {
            let isGoing = goes(position)
            guard isRead(position) else {
                unreadCount += 1
                if isGoing {
                    unreadGoing.addUpToMaximum(images[position].countedBytes)
                } else {
                    unreadStaying.addUpToMaximum(images[position].countedBytes)
                }
                continue
            }
            guard !isGoing else { continue }
            let entry = Int(entries[position])
            let blobs = references[entry + 1..<entry + 1 + Int(references[entry])]
            for blob in blobs { isHeld[Int(blob)] = true }
        }
        return total(isHeld, unreadStaying: unreadStaying, unreadGoing: unreadGoing, unreadCount: unreadCount)
    }

    private func total(
        _ isHeld: [Bool], unreadStaying: Int64, unreadGoing: Int64, unreadCount: Int
    ) -> ExactBytes {
        var (held, free): (Int64, Int64) = (0, 0)
        for (size, isHeld) in zip(sizes, isHeld) {
            if isHeld { held.addUpToMaximum(size) } else { free.addUpToMaximum(size) }
        }
        let known = held.plus(free)
        return ExactBytes(
            stored: .init(atLeast: known, atMost: known.plus(unreadStaying).plus(unreadGoing)),
            // What stays unread may hold what would be freed. What goes unread may share nothing.
            freed: .init(atLeast: max(0, free - unreadStaying), atMost: free.plus(unreadGoing)),
            after: .init(atLeast: held, atMost: held.plus(unreadStaying)), unreadImages: unreadCount)
    }
}

extension RepositoryBlobs {
    /// The number of a blob, from 0 on; a new blob gets the next one.
    private mutating func number(of blob: Blob) -> UInt32 {
        if (keys.count + 1) * 2 > slots.count { grow() }
        let slot = slot(of: blob.key)
        if slots[slot] > 0 {
            let number = slots[slot] - 1
            // Manifests may disagree about a blob's size, which only a faulty client makes them do.
            sizes[Int(number)] = max(sizes[Int(number)], blob.sizeInBytes)
            return number
        }
        keys.append(blob.key)
        sizes.append(blob.sizeInBytes)
        slots[slot] = UInt32(keys.count)
        return UInt32(keys.count - 1)
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (number, key) in keys.enumerated() { slots[slot(of: key)] = UInt32(number + 1) }
    }

    /// The slot of a blob, or the free slot for it.
    private func slot(of key: Blob.Key) -> Int {
        // Swift's hashes are seeded, so nobody can make digests that all fall on one slot.
        var slot = key.hashValue & (slots.count - 1)
        while slots[slot] > 0, keys[Int(slots[slot]) - 1] != key { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }
}

extension Int64 {
    /// The sum of two sizes, up to the maximum of the type.
    fileprivate func plus(_ size: Int64) -> Int64 {
        var sum = self
        sum.addUpToMaximum(size)
        return sum
    }
}
