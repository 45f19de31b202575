import Essentials
import Formats

/// The plan that announced which images may go now, by the policy's `announceDays`.
public struct Announcement: Sendable {
    /// The days between the announcement of an image and its deletion.
    public var days: Int
    /// The newest plan that is old enough; `nil` if there is none, and then nothing may go.
    public var plan: SavedPlan?
    /// The address of that plan's folder, with a slash at its end; `nil` if there is none.
    public var address: String?
    /// The reason why nothing is announced, as a sentence; `nil` if a plan was found.
    public var obstacle: String?

    /// Creates an announcement.
    public init(days: Int, plan: SavedPlan? = nil, address: String? = nil, obstacle: String? = nil) {
        (self.days, self.plan, self.address, self.obstacle) = (days, plan, address, obstacle)
    }
}

extension Announcement {
    /// The announcement as a summary shows it.
    public struct Report: Sendable, Hashable {
        /// The days between the announcement of an image and its deletion.
        public var days: Int
        /// The address of the folder of the plan that announced what may go now, if there is one.
        public var address: String?
        /// The day from which what this run announces may go, such as `2026-01-31`.
        ///
        /// It is `nil` if the run announces nothing.
        public var goesFrom: String?
    }

    /// The announcement as the summary of a run shows it.
    ///
    /// - Parameters:
    ///   - scope: the part of the registry that the run is about. Only a whole run announces.
    ///   - startedAt: the run's start.
    func report(of scope: SavedPlan.Scope, startedAt: Date) -> Report {
        let day = CivilTime(wholeSecondsOf: startedAt.addingTimeInterval(Double(days) * 86_400)).day
        return Report(days: days, address: address, goesFrom: scope.announces ? day.text(separator: "-") : nil)
    }
}

extension Announcement.Report {
    /// Writes the value of the summary's member `announcement`.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("days", days)
            json.member("plan", address)
            json.member("goesFrom", goesFrom)
        }
    }
}
