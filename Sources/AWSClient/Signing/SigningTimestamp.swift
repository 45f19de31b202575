public import Essentials
import Formats

extension SigV4Signer {
    /// A time in UTC, to the second, as signatures write it.
    public struct Timestamp: Sendable, Hashable {
        private let time: CivilTime

        /// Creates a timestamp, dropping fractions of a second.
        ///
        /// A date outside the years 1970 to 9999 becomes the first or the last second of these years.
        public init(_ date: Date) {
            let seconds = date.timeIntervalSince1970
            // NaN compares as false with everything.
            time = CivilTime(wholeSecondsOf: Date(timeIntervalSince1970: seconds >= 0 ? seconds : 0))
        }

        /// Reads the value of an `X-Amz-Date` field, such as `20150830T123600Z`.
        ///
        /// The result is `nil` for any other text.
        public init?(_ text: some StringProtocol) {
            guard let time = CivilTime(basicISO8601: text), time.date.timeIntervalSince1970 >= 0 else { return nil }
            self.time = time
        }

        /// The time, such as `20150830T123600Z`.
        public var text: String { time.basicISO8601 }

        /// The day, such as `20150830`.
        public var day: String { time.day.text() }

        /// The time as a date.
        public var date: Date { time.date }
    }
}
