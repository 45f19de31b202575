public import Cleanup

/// So that tests can write down what they expect.
extension Counter: ExpressibleByDictionaryLiteral {
    /// Counts each key as often as is given.
    public init(dictionaryLiteral counts: (Key, Int)...) {
        self.init()
        for (key, count) in counts {
            for _ in 0..<count { self.count(key) }
        }
    }
}
