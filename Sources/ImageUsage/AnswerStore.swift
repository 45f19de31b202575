public import AWSClient
public import Essentials

/// A place in which kept answers outlive the process, so that several processes share them.
///
/// Anyone who can write there decides what is in use. So nobody but the program itself may.
public protocol AnswerStore: Sendable {
    /// Reads a text; `nil` if there is none.
    ///
    /// - Throws: `AWSError`, `CancellationError`.
    func read(_ name: String, in context: CallContext) async throws -> Data?

    /// Writes a text.
    ///
    /// - Throws: `AWSError`, `CancellationError`.
    func write(_ text: Data, as name: String, in context: CallContext) async throws
}
