extension String {
    /// The text, made safe and short for errors and reports.
    ///
    /// A long text is cut, and every invisible control is written as an escape.
    ///
    /// - Parameter limit: the maximum number of Unicode scalars.
    public func excerpt(_ limit: Int = 100) -> String {
        let text = String(String.UnicodeScalarView(unicodeScalars.prefix(limit))).escapingControls()
        return unicodeScalars.dropFirst(limit).isEmpty ? text : text + "…"
    }
}

extension Collection<String> {
    /// The first texts, separated by commas, and the number of the others.
    ///
    /// - Parameter limit: the maximum number of texts.
    public func listed(upTo limit: Int) -> String {
        let more = count - limit
        return prefix(limit).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}
