/// An error in the shared AWS files or the variables for them.
public struct SharedConfigError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file, with the line if known, or the variable at fault.
    public let source: String

    /// The problem and the next step.
    ///
    /// The file is never quoted, since it may hold secrets.
    public let message: String

    /// Creates an error.
    public init(source: String, message: String) {
        self.source = source
        self.message = message
    }

    /// Creates an error about one line of a file.
    init(file: String, line: Int, message: String) {
        self.init(source: "\(file), line \(line)", message: message)
    }

    /// The source and the message.
    public var description: String { "\(source): \(message)" }
}
