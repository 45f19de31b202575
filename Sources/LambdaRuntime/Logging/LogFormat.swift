/// The format of log lines.
public enum LogFormat: String, Sendable, Hashable, CaseIterable {
    /// A JSON object on each line.
    case json = "JSON"
    /// Text for a person.
    case text = "Text"

    /// Reads the format's name, in any case.
    init?(name: String) {
        guard let format = Self.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else {
            return nil
        }
        self = format
    }
}
