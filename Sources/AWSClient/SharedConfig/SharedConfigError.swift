/// Why the shared AWS files, or the variables that choose among them, can't be used.
public struct SharedConfigError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where the fault is: a file, with its line when it is in one line, or a variable of the environment.
    public let source: String

    /// What is wrong and what to do about it.
    ///
    /// Nothing that the file holds is quoted, since it may be a secret.
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
