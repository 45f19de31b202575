import Essentials

/// A time, or none, in eight bytes: a `Date?` takes sixteen, and an inventory holds a hundred thousand of them.
struct OptionalTime: Sendable, Hashable {
    /// The seconds since 2001, as `Date` counts them; the largest pattern, which is no number, stands for none.
    private let bits: UInt64

    init(_ date: Date?) {
        guard let seconds = date?.timeIntervalSinceReferenceDate, !seconds.isNaN else {
            bits = .max
            return
        }
        // There are two zeros, which are the same time.
        bits = seconds == 0 ? 0 : seconds.bitPattern
    }

    var date: Date? {
        bits == .max ? nil : Date(timeIntervalSinceReferenceDate: Double(bitPattern: bits))
    }
}
