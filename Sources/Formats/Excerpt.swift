extension String {
    /// The text as an error message or a report may repeat it.
    ///
    /// That is its beginning where it is long, with every invisible control written as an escape.
    ///
    /// - Parameter limit: how many Unicode scalars are kept.
    public func excerpt(_ limit: Int = 100) -> String {
        let text = String(String.UnicodeScalarView(unicodeScalars.prefix(limit))).escapingControls()
        return unicodeScalars.dropFirst(limit).isEmpty ? text : text + "…"
    }
}

extension Collection<String> {
    /// The first texts, separated by commas, and how many more there are.
    ///
    /// - Parameter limit: how many texts are named.
    public func listed(upTo limit: Int) -> String {
        let more = count - limit
        return prefix(limit).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}
