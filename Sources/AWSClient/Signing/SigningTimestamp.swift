#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension SigV4Signer {
    /// A time in UTC, to the second, as signatures write it.
    public struct Timestamp: Sendable, Hashable {
        /// The whole seconds since 1970.
        private let seconds: Int

        /// The years that four digits can write, from 1970 on.
        private static let range = 0...253_402_300_799

        /// Creates a timestamp, dropping fractions of a second.
        ///
        /// A date outside the years 1970 to 9999 becomes the first or the last second of these.
        public init(_ date: Date) {
            let bounds = Double(Self.range.lowerBound)...Double(Self.range.upperBound)
            let seconds = date.timeIntervalSince1970
            // Not a number compares as false with everything.
            self.seconds = seconds >= bounds.lowerBound ? Int(min(seconds, bounds.upperBound)) : Self.range.lowerBound
        }

        /// Reads the value of an `X-Amz-Date` field, such as `20150830T123600Z`; `nil` when it is not such a time.
        public init?(_ text: some StringProtocol) {
            let bytes = Array(text.utf8)
            let digits = bytes.map { Int($0) - Int(UInt8(ascii: "0")) }
            guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z"),
                (digits[0..<8] + digits[9..<15]).allSatisfy((0...9).contains)
            else { return nil }

            func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
            let days = CivilDay(year: number(0..<4), month: number(4..<6), day: number(6..<8)).daysSince1970
            seconds = days * 86_400 + number(9..<11) * 3_600 + number(11..<13) * 60 + number(13..<15)
            // A day or an hour that does not exist is another one once it is written out.
            guard Self.range.contains(seconds), self.text == text else { return nil }
        }

        /// The time, such as `20150830T123600Z`.
        public var text: String {
            let time = seconds % 86_400
            return "\(day)T\(Self.padded(time / 3_600))\(Self.padded(time / 60 % 60))\(Self.padded(time % 60))Z"
        }

        /// The day, such as `20150830`.
        public var day: String {
            let day = CivilDay(daysSince1970: seconds / 86_400)
            return "\(day.year)\(Self.padded(day.month))\(Self.padded(day.day))"
        }

        /// The time as a date.
        public var date: Date { Date(timeIntervalSince1970: Double(seconds)) }

        private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    }
}
