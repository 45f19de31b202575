/// Distinct texts, in the order of their first use.
///
/// There may be a reason for every other image, since reasons name digests. All texts are therefore in one buffer, with
/// a hash table of four bytes for each slot. An array and a dictionary of strings would take twice the memory.
struct TextList: Sendable {
    private var texts = PackedLists<UInt8>()
    /// The position of a text in each slot of the hash table, or -1 in a free slot.
    ///
    /// Slots are searched one after the other from the text's hash on. Their number is a power of two, and at least a
    /// third of them is free.
    private var slots = [Int32](repeating: -1, count: 16)

    /// The number of texts.
    var count: Int { texts.count }

    /// The text at a position.
    subscript(position: Int) -> String { String(decoding: texts[position], as: UTF8.self) }

    /// The position of a text, which is added if it is new.
    mutating func position(of text: String) -> Int {
        var text = text
        return text.withUTF8 { position(of: $0) }
    }

    private mutating func position(of text: UnsafeBufferPointer<UInt8>) -> Int {
        var slot = slot(from: hash(of: text)) { texts[$0].elementsEqual(text) }
        if slots[slot] >= 0 { return Int(slots[slot]) }
        if (count + 1) * 3 > slots.count * 2 {
            rebuildSlots(slots.count * 2)
            slot = self.slot(from: hash(of: text)) { _ in false }
        }
        slots[slot] = Int32(count)
        texts.append(text)
        return count - 1
    }

    /// Removes all texts but these.
    ///
    /// - Parameter positions: positions in ascending order.
    mutating func keep(_ positions: [Int]) {
        texts.keep(positions)
        rebuildSlots(slots.count)
    }

    private mutating func rebuildSlots(_ slotCount: Int) {
        slots = [Int32](repeating: -1, count: slotCount)
        for position in 0..<count {
            let hash = texts[position].withUnsafeBufferPointer { self.hash(of: $0) }
            slots[slot(from: hash) { _ in false }] = Int32(position)
        }
    }

    /// The first slot from a hash on that is free or whose text matches.
    private func slot(from hash: Int, where matches: (Int) -> Bool) -> Int {
        var slot = hash & (slots.count - 1)
        while slots[slot] >= 0, !matches(Int(slots[slot])) { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    private func hash(of text: UnsafeBufferPointer<UInt8>) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(text))
        return hasher.finalize()
    }
}
