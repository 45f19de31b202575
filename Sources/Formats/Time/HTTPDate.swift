public import Essentials

/// The format of dates in HTTP header fields.
///
/// An example is `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7). The two obsolete formats of that section
/// are not read, since no AWS service sends them.
public enum HTTPDate {
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads a date; `nil` if it is malformed, invalid or before 1970.
    ///
    /// The weekday is ignored.
    public static func parse(_ text: String) -> Date? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else {
            return nil
        }
        let time = parts[4].split(separator: ":", omittingEmptySubsequences: false)
        guard parts[1].utf8.count == 2, parts[3].utf8.count == 4, time.map(\.utf8.count) == [2, 2, 2] else {
            return nil
        }
        let number = (month + 1).padded(to: 2)
        let civil = CivilTime(basicISO8601: "\(parts[3])\(number)\(parts[1])T\(time.joined())Z")
        return civil.flatMap { $0.date.timeIntervalSince1970 < 0 ? nil : $0.date }
    }

    /// Writes a date after 1970, dropping fractions of a second.
    public static func text(_ date: Date) -> String {
        let time = CivilTime(wholeSecondsOf: max(date, Date(timeIntervalSince1970: 0)))
        let day = time.day
        // 1 January 1970 was a Thursday.
        return "\(weekdays[day.daysSince1970 % 7]), \(day.day.padded(to: 2)) \(months[day.month - 1]) "
            + "\(day.year.padded(to: 4)) \(time.clock(separator: ":")) GMT"
    }
}
