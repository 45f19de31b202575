public import Essentials

/// A function that handles events, one at a time.
public protocol LambdaHandler: Sendable {
    /// Handles one event and returns the response's bytes.
    ///
    /// Invocations never overlap. Output must be flushed before the return: Lambda may freeze the process once the loop
    /// asks for the next event. Buffered output would then appear with the next invocation, or never.
    ///
    /// - Parameters:
    /// - event: the event as the caller sent it; usually JSON, but Lambda doesn't guarantee it.
    /// - context: Lambda's information about this invocation.
    /// - Returns: the response: JSON text of at most ``RuntimeAPIClient/maximumResponseSize`` bytes.
    /// - Throws: ``LambdaFunctionError`` to choose the type that the caller sees, or any other error. Both are reported
    ///   as this invocation's failure, and the process continues.
    func handle(_ event: Data, context: InvocationContext) async throws -> Data
}
