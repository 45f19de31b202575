extension Sequence where Self: Sendable, Element: Sendable {
    /// Transforms the elements, at most `width` of them at a time, and returns the results in their order.
    func concurrentMap<Result: Sendable>(
        width: Int, _ transform: @escaping @Sendable (Element) async -> Result
    ) async -> [Result] {
        await withTaskGroup(of: (Int, Result).self) { group in
            var results: [Int: Result] = [:]
            var running = 0
            for (position, element) in enumerated() {
                if running >= width, let (position, result) = await group.next() {
                    results[position] = result
                    running -= 1
                }
                group.addTask { (position, await transform(element)) }
                running += 1
            }
            for await (position, result) in group {
                results[position] = result
            }
            return results.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}
