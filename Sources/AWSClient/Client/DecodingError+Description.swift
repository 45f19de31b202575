extension Error {
    /// A description of where and why a JSON text can't be decoded.
    ///
    /// It holds the path in the text, never the text itself.
    var jsonDescription: String {
        guard let error = self as? DecodingError else { return "\(self)" }
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            return "\(Self.path(context.codingPath)): \(context.debugDescription)"
        case .keyNotFound(let key, let context):
            return "\(Self.path(context.codingPath + [key])): is missing"
        @unknown default:
            return "it is not as expected"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.reduce("$") { path, key in path + (key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)") }
    }
}
