#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A moment as log lines write it: `2026-01-31T23:59:59.000Z`.
///
/// By arithmetic, since it is needed for every line, and a format style's first use costs milliseconds.
enum LogTimestamp {
    /// Returns the moment's text, in UTC, to the nearest millisecond.
    ///
    /// Years are held within 0001 to 9999.
    static func text(_ date: Date) -> String {
        let milliseconds = clamped((date.timeIntervalSince1970 * 1000).rounded())
        let (days, millisecondOfDay) = floorDivide(milliseconds, by: 86_400_000)
        let (year, month, day) = civilDate(daysSinceEpoch: days)
        let (secondOfDay, millisecond) = floorDivide(millisecondOfDay, by: 1000)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
            + "T\(padded(secondOfDay / 3600, 2)):\(padded(secondOfDay / 60 % 60, 2)):\(padded(secondOfDay % 60, 2))"
            + ".\(padded(millisecond, 3))Z"
    }

    private static func clamped(_ milliseconds: Double) -> Int {
        let (first, last) = (-62_135_596_800_000, 253_402_300_799_999)
        guard milliseconds > Double(first) else { return first }  // Where what isn't a number goes, too.
        guard milliseconds < Double(last) else { return last }
        return Int(milliseconds)
    }

    /// The proleptic Gregorian date of a day, counted in cycles of 400 years that begin on 1 March.
    private static func civilDate(daysSinceEpoch days: Int) -> (year: Int, month: Int, day: Int) {
        let daysFromMarchOfYear0 = days + 719_468
        let (cycle, dayOfCycle) = floorDivide(daysFromMarchOfYear0, by: 146_097)
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0), month, day)
    }

    private static func floorDivide(_ value: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
