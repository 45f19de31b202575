/// An error in an environment variable that configures endpoints.
public struct EndpointConfigurationError: Error, Hashable, CustomStringConvertible {
    /// The variable.
    public let variable: String

    /// The problem, as the end of a sentence.
    ///
    /// The sentence begins with the variable's name. It never holds the variable's value, which may contain a password.
    public let fault: String

    init(variable: String, fault: String) {
        self.variable = variable
        self.fault = fault
    }

    /// A sentence that names the variable and the problem.
    public var description: String { "\(variable) \(fault)" }
}
