import LambdaRuntime
import Synchronization

/// A line at the end of a terminal's output that is redrawn.
///
/// Messages are written above it.
final class StatusLine: Sendable {
    private static let clear = "\r\u{1B}[K"

    private let text = Mutex("")
    /// Whether a text stays, whatever is shown next, until the line is removed.
    private let isHeld = Mutex(false)
    private let terminal: LogSink

    init(on terminal: LogSink) { self.terminal = terminal }

    /// Shows a text in place of the present one; an empty text removes the line.
    ///
    /// - Parameter stays: whether the text stays until the line is removed.
    func show(_ new: String, stays: Bool = false) {
        text.withLock { text in
            let isHeld = isHeld.withLock { isHeld in
                defer { isHeld = new.isEmpty ? false : isHeld || stays }
                return isHeld
            }
            guard new != text, new.isEmpty || !isHeld else { return }
            text = new
            terminal.append(Array((Self.clear + new).utf8))
        }
    }

    /// The sink for messages.
    var messages: LogSink {
        LogSink { [self] line in
            text.withLock { text in
                terminal.append(text.isEmpty ? line : Array(Self.clear.utf8) + line + Array(text.utf8))
            }
        }
    }
}
