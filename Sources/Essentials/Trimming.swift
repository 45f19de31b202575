extension BidirectionalCollection {
    /// The elements from the first to the last that do not satisfy a predicate; empty if all of them do.
    public func trimming(while predicate: (Element) throws -> Bool) rethrows -> SubSequence {
        try trimmingPrefix(while: predicate).trimmingSuffix(while: predicate)
    }

    /// The elements up to the last that does not satisfy a predicate; empty if all of them do.
    public func trimmingSuffix(while predicate: (Element) throws -> Bool) rethrows -> SubSequence {
        var end = endIndex
        while end > startIndex, try predicate(self[index(before: end)]) { formIndex(before: &end) }
        return self[..<end]
    }
}
