import ImageModel

/// Which rule decides about each image, and how many newer images that rule counts.
///
/// The images are gone through in the order in which they are in memory, and only what has to be known of them is gone
/// through from the newest to the oldest: in a large inventory each image that is looked at out of turn is a wait for
/// memory.
struct RuleClaims: Sendable {
    /// The rules of an image, as bits, in so many words.
    private let words: Int
    /// Of each image, the rules that are about it.
    private var bits: [UInt64]
    /// Whether an image takes a place among those that rules count.
    private var isCounted: [Bool]
    /// Of each image, how many newer ones the first of its rules counts.
    private var newer: [Int32]
    /// Of each rule that counts, the newest images that it keeps, the newest first.
    private(set) var newestKept: [[Int32]]

    /// Finds the rules of all independent images.
    ///
    /// - Parameters:
    ///   - rules: in the order of their priorities.
    ///   - isLeftOut: tells of an image whether no rule is to be about it.
    init(of rules: [Rule], on graph: ImageGraph, leavingOut isLeftOut: (Int) -> Bool) {
        words = (rules.count + UInt64.bitWidth - 1) / UInt64.bitWidth
        bits = Array(repeating: 0, count: graph.images.count * words)
        isCounted = Array(repeating: false, count: graph.images.count)
        newer = Array(repeating: 0, count: graph.images.count)
        newestKept = Array(repeating: [], count: rules.count)
        var positions: [Int] = []
        for position in graph.images.indices where graph.isIndependent(position) && !isLeftOut(position) {
            if find(rules, about: position, on: graph) { positions.append(position) }
        }
        countNewer(graph.newestFirst(positions), keeping: rules.map { $0.newestCount ?? 0 })
    }

    /// The rule that decides about an image, by its place among the rules, and how many newer images it counts.
    subscript(position: Int) -> (rule: Int, newer: Int)? {
        firstRule(of: position).map { ($0, Int(newer[position])) }
    }

    /// Finds out which rules are about an image, and returns whether any is.
    private mutating func find(_ rules: [Rule], about position: Int, on graph: ImageGraph) -> Bool {
        let (status, tags) = (graph.images[position].status, graph.images[position].tags)
        let isOrphan = graph.isOrphan(position)
        // Neither an orphaned referrer nor an image of unknown age takes the place of another.
        isCounted[position] = !isOrphan && graph.images[position].effectivePushTime != nil
        var isAny = false
        for index in rules.indices {
            if isOrphan, case .imageCountMoreThan = rules[index].count { continue }
            guard rules[index].isAbout(status, tags) else { continue }
            bits[position * words + index / UInt64.bitWidth] |= 1 << UInt64(index % UInt64.bitWidth)
            isAny = true
        }
        return isAny
    }

    /// Counts the images, of which all rules that are about one count it, whichever decides.
    private mutating func countNewer(_ newestFirst: [Int32], keeping newestCounts: [Int]) {
        var counts = Array(repeating: 0 as Int32, count: newestCounts.count)
        for position in newestFirst.lazy.map(Int.init) {
            if let first = firstRule(of: position) { newer[position] = counts[first] }
            guard isCounted[position] else { continue }
            for word in 0..<words {
                var left = bits[position * words + word]
                while left != 0 {
                    let rule = word * UInt64.bitWidth + left.trailingZeroBitCount
                    if counts[rule] < newestCounts[rule] { newestKept[rule].append(Int32(position)) }
                    counts[rule] += 1
                    left &= left - 1
                }
            }
        }
    }

    private func firstRule(of position: Int) -> Int? {
        for word in 0..<words {
            let part = bits[position * words + word]
            if part != 0 { return word * UInt64.bitWidth + part.trailingZeroBitCount }
        }
        return nil
    }
}
