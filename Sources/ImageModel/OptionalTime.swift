import Essentials

/// A `Date?` in eight bytes in place of sixteen.
///
/// An inventory holds many images.
struct OptionalTime: Sendable, Hashable {
    /// The seconds since 2001, as `Date` counts them.
    ///
    /// The largest pattern, a NaN, means no time.
    private let bits: UInt64

    init(_ date: Date?) {
        guard let seconds = date?.timeIntervalSinceReferenceDate, !seconds.isNaN else {
            bits = .max
            return
        }
        // Positive and negative zero are the same time.
        bits = seconds == 0 ? 0 : seconds.bitPattern
    }

    var date: Date? {
        bits == .max ? nil : Date(timeIntervalSinceReferenceDate: Double(bitPattern: bits))
    }
}
