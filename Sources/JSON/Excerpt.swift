extension String {
    /// The text as an error message or a report may repeat it.
    ///
    /// That is its beginning where it is long, without control characters.
    ///
    /// - Parameter limit: how many Unicode scalars are kept.
    public func excerpt(_ limit: Int = 100) -> String {
        let scalars = unicodeScalars.prefix(limit).map { scalar in
            scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
        }
        let text = String(String.UnicodeScalarView(scalars))
        return unicodeScalars.dropFirst(limit).isEmpty ? text : text + "…"
    }
}
