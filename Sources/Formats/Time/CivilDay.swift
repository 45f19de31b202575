/// A day of the Gregorian calendar, computed by arithmetic.
///
/// Years are counted from March, so that the leap day is the last day of its year. The months' lengths then repeat
/// every five months: 31, 30, 31, 30, 31 days.
public struct CivilDay: Sendable, Hashable {
    /// The year, from 1 on.
    public var year: Int

    /// The month, 1 to 12.
    public var month: Int

    /// The day of the month, from 1 on.
    public var day: Int

    /// The days from 1 March 0000 to 1 January 1970.
    private static let epoch = 719_468

    /// Creates a day.
    ///
    /// A day that does not exist is accepted: see ``daysSince1970``.
    public init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Creates the day at a number of days since 1 January 1970.
    ///
    /// - Parameter days: The number of days; the result must not be before the year 1.
    public init(daysSince1970 days: Int) {
        let days = days + Self.epoch
        // The wanted year is the last that begins at or before this day. The estimate by the mean length may be one
        // off.
        var marchYear = days * 400 / 146_097
        if Self.days(before: marchYear) > days { marchYear -= 1 }
        if Self.days(before: marchYear + 1) <= days { marchYear += 1 }

        let dayOfYear = days - Self.days(before: marchYear)
        let marchMonth = (5 * dayOfYear + 2) / 153
        year = marchMonth < 10 ? marchYear : marchYear + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        day = dayOfYear - Self.days(beforeMarchMonth: marchMonth) + 1
    }

    /// The days since 1 January 1970.
    ///
    /// A month or day that does not exist counts on from existing days.
    public var daysSince1970: Int {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = month > 2 ? month - 3 : month + 9
        return Self.days(before: marchYear) + Self.days(beforeMarchMonth: marchMonth) + day - 1 - Self.epoch
    }

    /// The day in ISO 8601, such as `20260131`.
    ///
    /// - Parameter separator: the text between year, month and day.
    public func text(separator: String = "") -> String {
        [year.padded(to: 4), month.padded(to: 2), day.padded(to: 2)].joined(separator: separator)
    }

    private static func days(before marchYear: Int) -> Int {
        365 * marchYear + marchYear / 4 - marchYear / 100 + marchYear / 400
    }

    private static func days(beforeMarchMonth month: Int) -> Int {
        (153 * month + 2) / 5
    }
}
