import AWSClient

/// Lists resources; empty if the service does not know the operation.
///
/// A service without the operation has nothing of the kind.
func unlessUnknown<Entry>(_ list: () async throws -> [Entry]) async throws -> [Entry] {
    try await unlessGone("UnknownOperationException", list) ?? []
}

/// Checks that an answer about several resources mentions each of them.
///
/// A resource that is silently ignored could use an image.
///
/// - Parameters:
///   - kind: the word for such a resource, for the error.
///   - operation: the permission that the call needs, for the error.
/// - Throws: `AWSError` that names the first resource that is not mentioned.
func checkAnswer(of operation: String, about kind: String, _ asked: [String], mentions told: Set<String>) throws {
    guard let missing = asked.first(where: { !told.contains($0) }) else { return }
    throw AWSError(
        code: .malformedResponse, operation: operation, message: "the answer does not mention the \(kind) \(missing)")
}

/// Makes a call about a resource; `nil` if the resource was deleted after it was listed.
///
/// - Parameter code: the service's error for a missing resource.
func unlessGone<Answer>(_ code: AWSError.Code, _ call: () async throws -> Answer) async throws -> Answer? {
    do {
        return try await call()
    } catch let error as AWSError where error.code == code {
        return nil
    }
}
