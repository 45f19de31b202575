/// The images that a summary reports one by one.
public enum Detail: String, Sendable, Hashable, CaseIterable {
    /// No images.
    case none
    /// Images that are selected, or would be if their use were known.
    case selected
    /// All images.
    case all
}
