/// An event that is refused.
///
/// Nothing was called, and nothing was changed.
struct InvalidEvent: Error, Hashable, CustomStringConvertible {
    /// What was wrong with it, where, and what it may be instead.
    let description: String

    init(_ description: String) {
        self.description = "the event is refused: \(description)"
    }
}
