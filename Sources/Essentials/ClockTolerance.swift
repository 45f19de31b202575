/// The tolerance for a difference between two machines' clocks.
public enum ClockTolerance {
    /// The largest difference, in seconds, at which ages and the order of events still count.
    public static let maximumOffset = 5.0 * 60
}
