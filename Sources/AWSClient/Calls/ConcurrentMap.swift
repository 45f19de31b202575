extension Sequence where Self: Sendable, Element: Sendable {
    /// Transforms the elements concurrently and returns the results in their order.
    ///
    /// At most `width` elements are transformed at a time.
    ///
    /// - Throws: the first error; the other transformations are then cancelled and awaited.
    public func concurrentMap<Result: Sendable, Failure: Error>(
        width: Int, _ transform: @escaping @Sendable (Element) async throws(Failure) -> Result
    ) async throws(Failure) -> [Result] {
        // A task group does not carry the type of an error.
        let outcome = await withTaskGroup(
            of: (Int, Swift.Result<Result, Failure>).self, returning: Swift.Result<[Result], Failure>.self
        ) { group in
            var results: [Int: Result] = [:]
            func take(_ next: (position: Int, outcome: Swift.Result<Result, Failure>)) -> Failure? {
                switch next.outcome {
                case .success(let result): results[next.position] = result
                case .failure(let error): return error
                }
                return nil
            }
            var running = 0
            for (position, element) in enumerated() {
                if running >= width, let next = await group.next() {
                    running -= 1
                    if let error = take(next) {
                        group.cancelAll()
                        return .failure(error)
                    }
                }
                group.addTask { (position, await self.outcome(of: element, transform)) }
                running += 1
            }
            for await next in group {
                if let error = take(next) {
                    group.cancelAll()
                    return .failure(error)
                }
            }
            return .success(results.sorted { $0.key < $1.key }.map(\.value))
        }
        return try outcome.get()
    }

    private func outcome<Result, Failure: Error>(
        of element: Element, _ transform: @Sendable (Element) async throws(Failure) -> Result
    ) async -> Swift.Result<Result, Failure> {
        do throws(Failure) {
            return .success(try await transform(element))
        } catch {
            return .failure(error)
        }
    }
}
