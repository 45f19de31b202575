import Essentials

extension ClockTolerance {
    /// The warning about a larger offset of AWS's clock from the machine's, as a sentence.
    static func warning(_ offset: Double) -> String {
        let minutes = Int(abs(offset) / 60)
        let direction = offset > 0 ? "behind" : "ahead of"
        return "the machine's clock is \(minutes) minutes \(direction) AWS's: every age is in doubt. Set it right"
    }
}
