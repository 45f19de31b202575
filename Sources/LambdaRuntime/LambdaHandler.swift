public import Essentials

/// What a function does with one event.
public protocol LambdaHandler: Sendable {
    /// Handles one event and returns the response's bytes.
    ///
    /// Invocations come one after the other, never two at once. Whatever this writes to standard output must be
    /// flushed when it returns: once the loop asks for the next event, Lambda may freeze the process, and what is
    /// still buffered then shows up with the next invocation, or never.
    ///
    /// - Parameters:
    ///   - event: The event as the caller sent it; mostly JSON, but Lambda doesn't promise that.
    ///   - context: What Lambda says of this invocation.
    /// - Returns: The response: JSON text of at most ``RuntimeAPIClient/maximumResponseSize`` bytes.
    /// - Throws: ``LambdaFunctionError``, to choose the type that the caller sees, or any other error. Both are
    ///   reported as this invocation's failure; neither ends the process.
    func handle(_ event: Data, context: InvocationContext) async throws -> Data
}
