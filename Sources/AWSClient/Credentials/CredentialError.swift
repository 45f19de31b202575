/// An error of the search for credentials.
///
/// Either a configured source yields none, or no source is configured. The error holds no secret. It never quotes the
/// contents of a file, the output of a process, or a command line.
public struct CredentialError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The variable, profile or service that should have given the credentials.
    public let source: String

    /// The problem.
    public let message: String

    /// The next step for the user.
    public let nextStep: String

    /// Creates an error.
    public init(source: String, message: String, nextStep: String) {
        self.source = source
        self.message = message
        self.nextStep = nextStep
    }

    /// The source, the message and the next step in one text.
    public var description: String { "\(source): \(message). \(nextStep)" }
}
