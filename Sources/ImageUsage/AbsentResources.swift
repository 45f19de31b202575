import AWSClient

/// Lists resources; empty if the service does not know the operation.
///
/// A service without the operation has nothing of the kind.
func unlessUnknown<Entry>(_ list: () async throws -> [Entry]) async throws -> [Entry] {
    try await unlessGone("UnknownOperationException", list) ?? []
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
