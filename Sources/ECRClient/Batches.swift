extension RandomAccessCollection {
    /// The elements in runs of at most as many as one request may name.
    func batches(of size: Int = ECRClient.maximumBatchSize) -> [SubSequence] {
        var batches: [SubSequence] = []
        var start = startIndex
        while start < endIndex {
            let end = index(start, offsetBy: size, limitedBy: endIndex) ?? endIndex
            batches.append(self[start..<end])
            start = end
        }
        return batches
    }
}
