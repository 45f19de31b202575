/// A setting or an option that can't be used.
///
/// Nothing was called, and nothing was changed.
struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// What was wrong with it, and what to do.
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
