import Cleanup
import Essentials
import Formats

/// The folder of a run's reports, below the prefix of all reports.
///
/// Folders sort by time. Only runs that announce lie in the folders by day, so that a listing finds them without those
/// of every push.
struct RunFolder: Sendable, Hashable {
    /// The folder of all runs.
    static let runs = "runs/"

    /// The name, with a slash at its end.
    let name: String
    /// The folder of a batch below it; empty, or with a slash at its end.
    let batch: String

    /// Creates the folder of a run.
    ///
    /// - Parameters:
    ///   - id: an identifier of the run, such as Lambda's id of the invocation.
    ///   - fanOut: the fan-out that the run is a batch of.
    init(startedAt: Date, id: String, scope: SavedPlan.Scope, fanOut: FanOutContext?) {
        let (start, owner) = fanOut.map { ($0.startedAt, $0.execution) } ?? (startedAt, id)
        let time = CivilTime(wholeSecondsOf: start)
        let day = time.day.text(separator: "-")
        name =
            "\(Self.runs)\(scope == .all ? "" : "narrowed/")\(day)/\(time.basicISO8601)-\(Self.plain(owner))/"
        batch = fanOut == nil ? "" : Self.plain(id) + "/"
    }

    /// The text with everything that a key should not have replaced.
    private static func plain(_ text: String) -> String {
        String(
            text.prefix(100).map { character in
                character.utf8.allSatisfy(\.isASCIILetterOrDigit) ? character : "-"
            })
    }

    /// The start of the run whose folder has a name such as `20260131T235959Z-ID/`.
    ///
    /// - Parameter name: the last part of the folder's name, with its slash.
    static func startedAt(_ name: Substring) -> Date? { CivilTime(basicISO8601: name.prefix(16))?.date }
}
