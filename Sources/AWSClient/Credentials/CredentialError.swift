/// Why a source of credentials that is configured yields none, or why no source is configured.
///
/// No part of it holds a secret: neither what a file, a process or a server said in place of credentials, nor a
/// command line.
public struct CredentialError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The variable, the file and profile, or the service that the credentials should have come from.
    public let source: String

    /// What went wrong.
    public let message: String

    /// What to do about it.
    public let nextStep: String

    /// Creates an error.
    public init(source: String, message: String, nextStep: String) {
        self.source = source
        self.message = message
        self.nextStep = nextStep
    }

    /// One sentence for a person, and the next step.
    public var description: String { "\(source): \(message). \(nextStep)" }
}
