/// A refused event.
///
/// Nothing was called, and nothing was changed.
struct InvalidEvent: Error, Hashable, CustomStringConvertible {
    /// The problem, its position, and the accepted values.
    let description: String

    init(_ description: String) {
        self.description = "the event is refused: \(description)"
    }
}
