import ImageModel

/// The rule that decides about each image, and its newer images.
///
/// The images are visited in the order of memory. Only the data needed from them is visited from the newest to the
/// oldest. In a large inventory, each image visited out of order costs a wait for memory.
struct RuleClaims: Sendable {
    /// The number of words that hold an image's rules as bits.
    private let words: Int
    /// For each image, the rules that match it.
    private var bits: [UInt64]
    /// For each image, whether it takes a place among the newest.
    private var isCounted: [Bool]
    /// For each image, the number of newer images that its rule counts.
    private var newer: [Int32]
    /// For each image of a rule with groups or versions, the group in which the fewest images are newer.
    private var groups: [Int32: String] = [:]
    /// For each rule that counts, the newest images that it keeps.
    private(set) var newestKept: [[Int32]]

    /// Finds the rules of all independent images.
    ///
    /// - Parameters:
    ///   - rules: the rules, in the order of their priorities.
    ///   - isLeftOut: whether no rule may match an image.
    init(of rules: [Rule], on graph: ImageGraph, leavingOut isLeftOut: (Int) -> Bool) {
        words = (rules.count + UInt64.bitWidth - 1) / UInt64.bitWidth
        bits = Array(repeating: 0, count: graph.images.count * words)
        isCounted = Array(repeating: false, count: graph.images.count)
        newer = Array(repeating: 0, count: graph.images.count)
        newestKept = Array(repeating: [], count: rules.count)
        var positions: [Int] = []
        let conditions = rules.map(RuleCondition.init(of:))
        for position in graph.images.indices where graph.isIndependent(position) && !isLeftOut(position) {
            if find(conditions, about: position, on: graph) { positions.append(position) }
        }
        countNewer(graph.newestFirst(positions), keeping: rules.map { $0.ranks ? 0 : $0.newestCount ?? 0 })
        for index in rules.indices where rules[index].ranks { rank(positions, by: rules[index], index, on: graph) }
    }

    /// The index of the deciding rule, the newer images it counts, and the group in which it counts them.
    subscript(position: Int) -> (rule: Int, newer: Int, group: String?)? {
        firstRule(of: position).map { ($0, Int(newer[position]), groups[Int32(position)]) }
    }

    /// Finds the rules that match an image, and returns whether any does.
    private mutating func find(_ rules: [RuleCondition], about position: Int, on graph: ImageGraph) -> Bool {
        let (status, tags) = (graph.images[position].status, graph.images[position].tags)
        let isOrphan = graph.isOrphan(position)
        // Orphaned referrers and images of unknown age take no places among the newest.
        isCounted[position] = !isOrphan && graph.images[position].effectivePushTime != nil
        var isAny = false
        for index in rules.indices {
            guard rules[index].matches(status, tags, isOrphan: isOrphan) else { continue }
            bits[position * words + index / UInt64.bitWidth] |= 1 << UInt64(index % UInt64.bitWidth)
            isAny = true
        }
        return isAny
    }

    /// Counts the newer images for each image.
    ///
    /// Every rule that matches an image counts it, whichever rule decides.
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

    /// Counts the newer images for each image of a rule with groups or versions.
    private mutating func rank(_ positions: [Int], by rule: Rule, _ index: Int, on graph: ImageGraph) {
        var ranking = Ranking(by: rule, of: graph)
        for position in positions where matches(index, position) {
            ranking.add(position, isCounted: isCounted[position])
        }
        ranking.sort()
        newestKept[index] = ranking.newest(rule.newestCount ?? 0)
        for (position, rank) in ranking.ranks where firstRule(of: position) == index {
            newer[position] = rank.newer
            groups[Int32(position)] = rank.group
        }
    }

    private func matches(_ rule: Int, _ position: Int) -> Bool {
        bits[position * words + rule / UInt64.bitWidth] & 1 << UInt64(rule % UInt64.bitWidth) != 0
    }

    private func firstRule(of position: Int) -> Int? {
        for word in 0..<words {
            let part = bits[position * words + word]
            if part != 0 { return word * UInt64.bitWidth + part.trailingZeroBitCount }
        }
        return nil
    }
}

/// The conditions of a rule on one image.
///
/// An instance is shared, since a copy of a rule at each image would cost more than its question.
private final class RuleCondition: Sendable {
    private let rule: Rule
    private let needsTags: Bool
    private let countsImages: Bool

    init(of rule: Rule) {
        self.rule = rule
        needsTags = if case .tagged = rule.tagStatus { true } else { false }
        countsImages = if case .imageCountMoreThan = rule.count { true } else { false }
    }

    func matches(_ status: ImageStatus, _ tags: [ImageTag], isOrphan: Bool) -> Bool {
        if tags.isEmpty, needsTags { return false }
        if isOrphan, countsImages { return false }
        return rule.isAbout(status, tags)
    }
}
