import Formats
import Synchronization

/// Asks on the terminal for the code of an MFA device, once.
///
/// A long run fetches credentials again while it works. Nobody may be there then to answer.
final class MFAPrompt: Sendable {
    private let printError: @Sendable (String) -> Void
    private let readLine: @Sendable () -> String?
    private let hasAsked = Mutex(false)

    init(printError: @escaping @Sendable (String) -> Void, readLine: @escaping @Sendable () -> String?) {
        self.printError = printError
        self.readLine = readLine
    }

    /// The text that the person gives; `nil` if it was asked for before.
    @Sendable func code(ofDevice serial: String) -> String? {
        let isFirst = hasAsked.withLock { hasAsked in
            defer { hasAsked = true }
            return !hasAsked
        }
        guard isFirst else { return nil }
        printError("MFA code of \(serial.excerpt(200)): ")
        return (readLine() ?? "").filter { !$0.isWhitespace }
    }
}
