/// A cache of task definitions, by the ARNs of their revisions, which never change.
///
/// All sources of one account and region may share it.
public struct TaskDefinitionCache: Sendable {
    let definitions = KeptAnswers<ECSTaskDefinition>()

    /// Creates an empty cache.
    public init() {}
}
