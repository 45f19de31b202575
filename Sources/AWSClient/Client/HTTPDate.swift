#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The form of dates in HTTP header fields, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
///
/// The two obsolete forms of that section are not read: no AWS service sends them.
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads a date, or returns `nil` when it is of another form or does not exist.
    ///
    /// The weekday is not looked at.
    static func parse(_ text: String) -> Date? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else {
            return nil
        }
        let time = parts[4].split(separator: ":", omittingEmptySubsequences: false)
        guard parts[1].utf8.count == 2, parts[3].utf8.count == 4, time.map(\.utf8.count) == [2, 2, 2] else {
            return nil
        }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return SigV4Signer.Timestamp("\(parts[3])\(number)\(parts[1])T\(time.joined())Z")?.date
    }
}
