import ImageModel

/// Finds the rows of a repository by the digests of their images.
///
/// Positions in order of their digests take a tenth of a dictionary's memory.
struct DigestFinder {
    private let digests: [ImageDigest]
    private let rows: [Int]
    /// The positions of the repository's rows, in order of the digests.
    private let positions: [Int]

    init(_ digests: [ImageDigest], _ rows: [Int], in range: Range<Int>) {
        (self.digests, self.rows) = (digests, rows)
        positions = range.sorted { (digests[rows[$0]], $0) < (digests[rows[$1]], $1) }
    }

    /// The position of a digest's row; `nil` if the image is not listed.
    func position(of digest: ImageDigest) -> Int? {
        var (start, end) = (0, positions.count)
        while start < end {
            let middle = start + (end - start) / 2
            if digests[rows[positions[middle]]] < digest { start = middle + 1 } else { end = middle }
        }
        guard start < positions.count, digests[rows[positions[start]]] == digest else { return nil }
        return positions[start]
    }
}
