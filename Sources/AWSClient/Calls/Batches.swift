extension RandomAccessCollection {
    /// The elements in consecutive batches of at most `size` elements.
    ///
    /// An AWS request limits how many items it may name.
    public func batches(of size: Int) -> [[Element]] {
        var batches: [[Element]] = []
        var start = startIndex
        while start < endIndex {
            let end = index(start, offsetBy: size, limitedBy: endIndex) ?? endIndex
            batches.append(Array(self[start..<end]))
            start = end
        }
        return batches
    }
}
