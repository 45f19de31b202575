/// A day of the Gregorian calendar, by arithmetic.
///
/// Years are counted from March, so that the leap day is the last of its year and the lengths of the months before it
/// repeat every five months: 31, 30, 31, 30, 31 days.
public struct CivilDay: Sendable, Hashable {
    /// The year, from 1 on.
    public var year: Int

    /// The month, 1 to 12.
    public var month: Int

    /// The day of the month, from 1 on.
    public var day: Int

    /// The days from 1 March of the year 0 to 1 January 1970.
    private static let epoch = 719_468

    /// Creates a day; one that does not exist counts on from those that do.
    public init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// - Parameter days: The days since 1 January 1970, not before the year 1.
    public init(daysSince1970 days: Int) {
        let days = days + Self.epoch
        // Of the years that end at or before this day, the last: the estimate by the mean length is at most one high.
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
    /// A month or day that does not exist counts on from those that do.
    public var daysSince1970: Int {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = month > 2 ? month - 3 : month + 9
        return Self.days(before: marchYear) + Self.days(beforeMarchMonth: marchMonth) + day - 1 - Self.epoch
    }

    /// The day in ISO 8601, such as `20260131`.
    ///
    /// - Parameter separator: what stands between year, month and day.
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
