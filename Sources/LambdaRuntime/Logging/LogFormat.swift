/// How a log line looks.
public enum LogFormat: String, Sendable, Hashable, CaseIterable {
    /// One JSON object in each line.
    case json = "JSON"
    /// Words for a person.
    case text = "Text"

    /// Reads the format's name, in any case.
    init?(name: String) {
        guard let format = Self.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else {
            return nil
        }
        self = format
    }
}
