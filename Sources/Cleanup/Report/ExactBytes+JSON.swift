import Formats

extension ExactBytes {
    /// Writes the members of a repository or of the totals.
    ///
    /// A number that is not known is written as the least that it can be, followed by the most.
    ///
    /// - Parameter hasCost: whether the monthly price before, and what of it is freed, follow.
    func write(to json: inout JSONWriter, withCost hasCost: Bool = false) {
        for (name, amount) in [("bytesStored", stored), ("bytesFreed", freed), ("bytesStoredAfter", after)] {
            json.member(name, amount.atLeast)
            if !amount.isKnown { json.member("\(name)AtMost", amount.atMost) }
        }
        if unreadImages > 0 { json.member("imagesUnread", unreadImages) }
        guard hasCost else { return }
        for (name, amount) in [("exactMonthlyCost", stored), ("exactMonthlySavings", freed)] {
            json.key("\(name)USD")
            json.value(Summary.monthlyCost(ofBytes: amount.atLeast), decimals: 2)
            guard !amount.isKnown else { continue }
            json.key("\(name)AtMostUSD")
            json.value(Summary.monthlyCost(ofBytes: amount.atMost), decimals: 2)
        }
    }
}
