/// A variable of the environment from which no endpoint can be made.
public struct EndpointConfigurationError: Error, Hashable, CustomStringConvertible {
    /// The variable.
    public let variable: String

    /// What is wrong with it, as the end of a sentence that begins with the variable's name.
    ///
    /// Never holds the variable's value, which may contain a password.
    public let fault: String

    init(variable: String, fault: String) {
        self.variable = variable
        self.fault = fault
    }

    /// A sentence that names the variable and says what to do.
    public var description: String { "\(variable) \(fault)" }
}
