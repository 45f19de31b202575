/// How much a summary says about single images.
public enum Detail: String, Sendable, Hashable, CaseIterable {
    /// Nothing.
    case none
    /// Those that were selected, or would be if their use were known.
    case selected
    /// All of them.
    case all
}
