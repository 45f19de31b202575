/// Links between images, by their positions in an inventory.
///
/// Most images of most repositories have no links. So all targets are in one list, and each image has a slice of it.
/// Without any links, nothing is stored.
package struct AdjacencyList: Sendable, Hashable {
    /// The start of each image's slice, and finally the list's end.
    ///
    /// It is empty if there are no links.
    private var starts: [Int32] = []
    private var targets: [Int32] = []

    /// Creates a list without links.
    init() {}

    /// Creates links.
    ///
    /// - Parameters:
    ///   - count: the number of images.
    ///   - edges: the links; those of one image keep their order.
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

    /// The images that an image leads to.
    package subscript(position: Int) -> Targets {
        guard !targets.isEmpty else { return Targets(list: []) }
        return Targets(list: targets[Int(starts[position])..<Int(starts[position + 1])])
    }

    /// The positions of the images that an image leads to.
    package struct Targets: RandomAccessCollection, Sendable {
        fileprivate let list: ArraySlice<Int32>

        package var startIndex: Int { list.startIndex }
        package var endIndex: Int { list.endIndex }
        package subscript(index: Int) -> Int { Int(list[index]) }
    }
}
