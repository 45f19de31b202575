extension Sequence where Self: Sendable, Element: Sendable {
    /// Transforms the elements, at most `width` of them at a time, and returns the results in their order.
    ///
    /// - Throws: the first error that there is; what is still under way is cancelled then.
    func concurrentMap<Result: Sendable>(
        width: Int, _ transform: @escaping @Sendable (Element) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var results: [Int: Result] = [:]
            var running = 0
            for (position, element) in enumerated() {
                if running >= width, let (position, result) = try await group.next() {
                    results[position] = result
                    running -= 1
                }
                group.addTask { (position, try await transform(element)) }
                running += 1
            }
            for try await (position, result) in group {
                results[position] = result
            }
            return results.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}
