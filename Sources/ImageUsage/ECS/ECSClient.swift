import AWSClient

/// Calls Amazon ECS, as far as it takes to know which images it uses.
///
/// Each operation stands in a file of its own, with its request and its answer.
///
/// - SeeAlso: [Amazon ECS API reference](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/Welcome.html)
struct ECSClient: Sendable {
    /// The most entries that one page may hold.
    static let maximumPageSize = 100

    /// How many calls are under way at once.
    ///
    /// The pacer lets fewer through where ECS throttles.
    static let width = 16

    let client: AWSClient
    /// Task definitions that were read before.
    let definitions: KeptAnswers<ECSTaskDefinition>

    /// The name of the permission that an operation needs, as errors give it.
    static func permission(for operation: String) -> String { "ecs:\(operation)" }

    /// Lists to the last page.
    func all<Entry: Hashable>(
        _ operation: String, _ fetch: @escaping PageSequence<[Entry]>.Fetch
    ) async throws -> [Entry] {
        try await PageSequence(operation: Self.permission(for: operation), fetch: fetch).all()
    }

    /// What a call about a cluster gives, or nothing where the cluster was deleted after it was listed: only one where
    /// nothing runs can be.
    func unlessDeleted<Entry>(_ call: () async throws -> [Entry]) async throws -> [Entry] {
        do {
            return try await call()
        } catch let error as AWSError where error.code == "ClusterNotFoundException" {
            return []
        }
    }
}
