/// A setting or an option that can't be used.
///
/// Nothing was called, and nothing was changed.
struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// The problem, and the remedy.
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
