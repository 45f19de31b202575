public import Essentials

/// A moment in UTC as calendar and clock, from 0001 to 9999.
///
/// It is computed by arithmetic. Log lines need it, and a format style's first use costs milliseconds.
public struct CivilTime: Sendable, Hashable {
    /// The milliseconds since 1970.
    private let milliseconds: Int

    /// Creates the moment to the nearest millisecond.
    ///
    /// A date outside the years 0001 to 9999 becomes the first or the last moment in them.
    public init(_ date: Date) {
        self.init(clamping: (date.timeIntervalSince1970 * 1000).rounded())
    }

    /// Creates the moment to the second, dropping fractions.
    ///
    /// A date outside the years 0001 to 9999 becomes the first or the last moment in them.
    public init(wholeSecondsOf date: Date) {
        self.init(clamping: date.timeIntervalSince1970.rounded(.down) * 1000)
    }

    private init(clamping milliseconds: Double) {
        let (first, last) = (-62_135_596_800_000, 253_402_300_799_999)
        if milliseconds < Double(last) {
            self.milliseconds = milliseconds > Double(first) ? Int(milliseconds) : first
        } else {
            // NaN compares as false with everything.
            self.milliseconds = milliseconds.isNaN ? first : last
        }
    }

    /// Reads a time such as `20150830T123600Z`; `nil` for any other text.
    public init?(basicISO8601 text: some StringProtocol) {
        let bytes = Array(text.utf8)
        let digits = bytes.map { Int($0) - Int(UInt8(ascii: "0")) }
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z"),
            (digits[0..<8] + digits[9..<15]).allSatisfy((0...9).contains)
        else { return nil }

        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        let day = CivilDay(year: number(0..<4), month: number(4..<6), day: number(6..<8))
        let seconds = number(9..<11) * 3600 + number(11..<13) * 60 + number(13..<15)
        self.init(clamping: Double(day.daysSince1970 * 86_400 + seconds) * 1000)
        // A day or an hour that does not exist is written differently from how it was read.
        guard basicISO8601 == text else { return nil }
    }

    /// Reads a time such as `2015-08-30T12:36:00Z`; `nil` for any other text.
    public init?(iso8601 text: String) {
        self.init(basicISO8601: text.filter { $0 != "-" && $0 != ":" })
        guard iso8601 == text else { return nil }
    }

    /// The day.
    public var day: CivilDay { CivilDay(daysSince1970: milliseconds.floorDivided(by: 86_400_000).quotient) }

    /// The time without its fraction of a second.
    public var date: Date { Date(timeIntervalSince1970: Double(milliseconds.floorDivided(by: 1000).quotient)) }

    /// The time to the second, such as `2026-01-31T23:59:59Z`.
    public var iso8601: String { "\(day.text(separator: "-"))T\(clock(separator: ":"))Z" }

    /// The time to the millisecond, such as `2026-01-31T23:59:59.000Z`.
    public var iso8601WithMilliseconds: String {
        let fraction = milliseconds.floorDivided(by: 1000).remainder
        return "\(day.text(separator: "-"))T\(clock(separator: ":")).\(fraction.padded(to: 3))Z"
    }

    /// The time to the second in the basic format, such as `20260131T235959Z`.
    public var basicISO8601: String { "\(day.text())T\(clock())Z" }

    /// The time of day to the second, such as `235959`.
    func clock(separator: String = "") -> String {
        let second = milliseconds.floorDivided(by: 86_400_000).remainder / 1000
        return [second / 3600, second / 60 % 60, second % 60].map { $0.padded(to: 2) }.joined(separator: separator)
    }
}

extension Date {
    /// The time in UTC to the second, such as `2026-01-31T23:59:59Z`.
    public var iso8601: String { CivilTime(wholeSecondsOf: self).iso8601 }
}

extension Int {
    fileprivate func floorDivided(by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    /// The digits, padded with zeros on the left.
    func padded(to width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}
