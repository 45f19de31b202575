/// Which images lead to which others, both by their positions in an inventory.
///
/// Most images of most repositories lead nowhere. So all targets stand in one list, of which each image has a part; and
/// where nothing leads anywhere, nothing is kept.
package struct AdjacencyList: Sendable, Hashable {
    /// Where the part of each image begins, and at last where the list ends; empty where there are no links.
    private var starts: [Int32] = []
    private var targets: [Int32] = []

    /// No links.
    init() {}

    /// Creates links.
    ///
    /// - Parameters:
    ///   - count: how many images there are.
    ///   - edges: the links, in the order in which those of one image are to be kept.
    init(among count: Int, _ edges: some Collection<(from: Int32, to: Int32)>) {
        guard !edges.isEmpty else { return }
        starts = Array(repeating: 0, count: count + 1)
        for edge in edges { starts[Int(edge.from) + 1] += 1 }
        for position in 0..<count { starts[position + 1] += starts[position] }
        var next = starts
        targets = Array(repeating: 0, count: edges.count)
        for edge in edges {
            targets[Int(next[Int(edge.from)])] = edge.to
            next[Int(edge.from)] += 1
        }
    }

    /// Whether there are no links at all.
    package var isEmpty: Bool { targets.isEmpty }

    /// What an image leads to.
    package subscript(position: Int) -> Targets {
        guard !targets.isEmpty else { return Targets(list: []) }
        return Targets(list: targets[Int(starts[position])..<Int(starts[position + 1])])
    }

    /// The positions of the images that one image leads to.
    package struct Targets: RandomAccessCollection, Sendable {
        fileprivate let list: ArraySlice<Int32>

        package var startIndex: Int { list.startIndex }
        package var endIndex: Int { list.endIndex }
        package subscript(index: Int) -> Int { Int(list[index]) }
    }
}
