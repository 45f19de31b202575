package import ImageModel

/// Where each image stands in an inventory, by its digest.
///
/// A `Dictionary` from digests to positions would take twice the room of the images themselves: this keeps four bytes for
/// a slot, and looks the digests up in the inventory.
package struct ImagePositions: Sendable {
    /// The position at each slot, or -1; there are at least twice as many slots as images.
    private var slots: [Int32] = []
    private var count = 0

    /// Nothing yet.
    package init() {}

    /// The positions of the images of an inventory; of several with the same digest, that of the first.
    init(of images: [Image]) {
        grow(to: images.count, in: images)
        for position in images.indices { insert(position, in: images) }
    }

    /// Where the image of a digest stands.
    ///
    /// - Parameter images: the inventory.
    func position(of digest: ImageDigest, in images: [Image]) -> Int? {
        guard !slots.isEmpty else { return nil }
        let position = slots[slot(of: digest, in: images)]
        return position < 0 ? nil : Int(position)
    }

    /// Makes room for an image that is to be appended to an inventory, if its digest is not there yet.
    ///
    /// - Returns: where the digest stands already; if it is `nil`, the image must be appended before the next call.
    package mutating func add(_ digest: ImageDigest, to images: [Image]) -> Int? {
        if (count + 1) * 2 > slots.count { grow(to: max(count * 2, 512), in: images) }
        let slot = slot(of: digest, in: images)
        guard slots[slot] < 0 else { return Int(slots[slot]) }
        slots[slot] = Int32(images.count)
        count += 1
        return nil
    }

    private mutating func insert(_ position: Int, in images: [Image]) {
        let slot = slot(of: images[position].digest, in: images)
        guard slots[slot] < 0 else { return }
        slots[slot] = Int32(position)
        count += 1
    }

    private mutating func grow(to capacity: Int, in images: [Image]) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        let positions = slots.filter { $0 >= 0 }
        slots = Array(repeating: -1, count: size)
        count = 0
        for position in positions { insert(Int(position), in: images) }
    }

    /// The slot of a digest, or the one that is free for it.
    private func slot(of digest: ImageDigest, in images: [Image]) -> Int {
        // Swift's hashes are seeded, so that nobody can make digests that all fall on one slot.
        var slot = digest.hashValue & (slots.count - 1)
        while slots[slot] >= 0, images[Int(slots[slot])].digest != digest {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }
}
