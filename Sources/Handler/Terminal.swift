#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The terminal that the process has, if any.
struct Terminal: Sendable, Hashable {
    /// Whether standard input is a terminal, so that questions can be asked.
    var canAsk = false
    /// Whether standard output is a terminal.
    var isOutput = false
    /// The number of characters in a line of the output.
    var width = Self.widthWithoutTerminal
    /// Whether colours may be used on the terminal.
    ///
    /// The terminal must support them, and the environment must allow them.
    var allowsColor = false

    /// Whether standard error is a terminal, so that a question is seen.
    var isError = false

    /// Whether standard error is a terminal on which a line can be redrawn.
    var canRedraw = false

    /// The width of a text for a file or another program.
    static let widthWithoutTerminal = 100
    private static let widths = 40...200

    /// The terminal of this process.
    static func current(environment: [String: String]) -> Terminal {
        var terminal = Terminal()
        terminal.canAsk = isatty(STDIN_FILENO) == 1
        terminal.isOutput = isatty(STDOUT_FILENO) == 1
        if terminal.isOutput { terminal.width = width(of: STDOUT_FILENO) }
        let isDumb = environment["TERM"] == "dumb"
        terminal.allowsColor = terminal.isOutput && environment["NO_COLOR", default: ""].isEmpty && !isDumb
        terminal.isError = isatty(STDERR_FILENO) == 1
        terminal.canRedraw = terminal.isError && !isDumb
        return terminal
    }

    /// The present width of the terminal that standard error is; it may be resized at any time.
    static func errorWidth() -> Int { width(of: STDERR_FILENO) }

    private static func width(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return widthWithoutTerminal }
        return min(max(Int(size.ws_col), widths.lowerBound), widths.upperBound)
    }
}
