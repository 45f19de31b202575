package import ImageModel

/// The positions of the images in an inventory, by digest.
///
/// A `Dictionary` from digests to positions would take twice the memory of the images. This table takes four bytes a
/// slot, and looks the digests up in the inventory.
package struct ImagePositions: Sendable {
    /// The position in each slot, or -1 for a free slot.
    ///
    /// There are at least twice as many slots as images.
    private var slots: [Int32] = []
    private var count = 0
    /// A random number, so that nobody can make digests that all fall on one slot.
    private let seed = UInt64.random(in: .min ... .max)

    /// Creates an empty table.
    package init() {}

    /// Creates the positions of the images of an inventory.
    ///
    /// Of several images with the same digest, the first counts.
    init(of images: [Image]) {
        grow(to: images.count, in: images)
        for position in images.indices { insert(position, in: images) }
    }

    /// The position of the image with a digest.
    ///
    /// - Parameter images: the inventory.
    func position(of digest: ImageDigest, in images: [Image]) -> Int? {
        guard !slots.isEmpty else { return nil }
        let position = slots[slot(of: digest, in: images)]
        return position < 0 ? nil : Int(position)
    }

    /// Adds the position of an image that is about to be appended.
    ///
    /// - Returns: the position of the digest if it exists already. If `nil`, append the image before the next call.
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

    /// The slot of a digest, or the free slot for it.
    private func slot(of digest: ImageDigest, in images: [Image]) -> Int {
        var slot = firstSlot(of: digest)
        while slots[slot] >= 0, images[Int(slots[slot])].digest != digest {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    /// The slot that a digest gets if it is free.
    ///
    /// A digest is a hash already, so that one multiplication mixes it well enough.
    private func firstSlot(of digest: ImageDigest) -> Int {
        let words = digest.firstHalf
        let product = (words.high ^ seed).multipliedFullWidth(by: words.low ^ 0x9e37_79b9_7f4a_7c15)
        return Int(truncatingIfNeeded: product.high ^ product.low) & (slots.count - 1)
    }
}
