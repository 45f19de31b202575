import AWSClient

/// A cache of task definitions, by the ARNs of their revisions, which never change.
///
/// All sources of one account and region may share it.
public struct TaskDefinitionCache: Sendable {
    let definitions: KeptAnswers<ECSTaskDefinition>

    /// Creates an empty cache.
    ///
    /// - Parameter store: where its answers outlive the process; `nil` for nowhere.
    public init(store: (any AnswerStore)? = nil) {
        definitions = KeptAnswers(
            shared: store.map { store in
                .init(store: store, name: "task-definitions.json") { $0.taskDefinitionArn == $1 }
            })
    }
}
