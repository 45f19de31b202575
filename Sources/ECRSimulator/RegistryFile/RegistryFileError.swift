/// An error in a registry file or another document.
public struct RegistryFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The position, such as `repositories[0].images[2].tags`; empty for the whole document.
    public let path: String
    /// The problem at this position.
    public let message: String

    /// Creates an error.
    public init(path: String, message: String) {
        self.path = path
        self.message = message
    }

    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context): self.init(context.codingPath + [key], "is required")
        case .typeMismatch(let type, let context): self.init(context.codingPath, "is not of type \(type)")
        case .valueNotFound(_, let context): self.init(context.codingPath, "is null")
        case .dataCorrupted(let context): self.init(context.codingPath, context.debugDescription)
        @unknown default: self.init(path: "", message: "\(error)")
        }
    }

    private init(_ keys: [any CodingKey], _ message: String) {
        let path = keys.reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        self.init(path: path, message: message)
    }

    /// The position and the problem.
    public var description: String { path.isEmpty ? message : "\(path): \(message)" }
}
