import ImageModel

/// Finds the rows of a repository by the digests of their images.
///
/// Places in order of their digests take a tenth of a dictionary's memory.
struct DigestFinder {
    private let digests: [ImageDigest]
    private let rows: [Int]
    /// The places of the repository's rows, in order of the digests.
    private let places: [Int]

    init(_ digests: [ImageDigest], _ rows: [Int], in places: Range<Int>) {
        (self.digests, self.rows) = (digests, rows)
        self.places = places.sorted { (digests[rows[$0]], $0) < (digests[rows[$1]], $1) }
    }

    /// The place of a digest's row; `nil` if the image is not listed.
    func place(of digest: ImageDigest) -> Int? {
        var (start, end) = (0, places.count)
        while start < end {
            let middle = start + (end - start) / 2
            if digests[rows[places[middle]]] < digest { start = middle + 1 } else { end = middle }
        }
        guard start < places.count, digests[rows[places[start]]] == digest else { return nil }
        return places[start]
    }
}
