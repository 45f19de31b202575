import AWSClient

/// A client of the ECS operations that show images in use.
///
/// Each operation has its own file, with its request and its response.
///
/// - SeeAlso: [Amazon ECS API reference](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/Welcome.html)
struct ECSClient: Sendable {
    /// The most entries on one page.
    static let maximumPageSize = 100

    /// The most concurrent calls.
    ///
    /// The pacer allows fewer when ECS throttles.
    static let width = 16

    let client: AWSClient
    /// The cache of task definitions.
    let definitions: KeptAnswers<ECSTaskDefinition>

    /// The permission that an operation needs, for errors.
    static func permission(for operation: String) -> String { "ecs:\(operation)" }

    /// Lists every entry, to the last page.
    func all<Entry: Hashable>(
        _ operation: String, _ fetch: @escaping PageSequence<[Entry]>.Fetch
    ) async throws -> [Entry] {
        try await PageSequence(operation: Self.permission(for: operation), fetch: fetch).all()
    }

    /// Makes a call about a cluster; empty if the cluster was deleted.
    ///
    /// Only a cluster in which nothing runs can be deleted.
    func unlessDeleted<Entry>(_ call: () async throws -> [Entry]) async throws -> [Entry] {
        try await unlessGone("ClusterNotFoundException", call) ?? []
    }
}
