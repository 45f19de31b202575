/// An error in a variable or a profile's setting that configures endpoints.
public struct EndpointConfigurationError: Error, Hashable, CustomStringConvertible {
    /// The variable, or the profile's setting with its file and line.
    public let source: String

    /// The problem, as the end of a sentence.
    ///
    /// The sentence begins with the source. It never holds the setting's value, which may contain a password.
    public let fault: String

    init(source: String, fault: String) {
        self.source = source
        self.fault = fault
    }

    /// A sentence that names the source and the problem.
    public var description: String { "\(source) \(fault)" }
}
