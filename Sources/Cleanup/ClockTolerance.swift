/// The tolerance for a difference between AWS's clock and the machine's.
enum ClockTolerance {
    /// The largest offset, in seconds, at which ages still count.
    static let maximumOffset = 5.0 * 60

    /// The warning about a larger offset, as a sentence.
    static func warning(_ offset: Double) -> String {
        let minutes = Int(abs(offset) / 60)
        let direction = offset > 0 ? "behind" : "ahead of"
        return "the machine's clock is \(minutes) minutes \(direction) AWS's: every age is in doubt. Set it right"
    }
}
