import Essentials

/// Where in the list of its repositories a run begins.
///
/// Nothing is stored between runs. If each began with the first repository, one that always runs out of time would read
/// the same repositories every night and never reach the last ones.
enum DailyRotation {
    /// The place of the first repository that is worked on.
    ///
    /// It is the same for all runs of a day, so that a dry run under a limit names what the real one takes. From one day
    /// to the next it moves on by the golden ratio of the whole, which spreads the places of any number of days evenly:
    /// with time for a tenth of the repositories, every one of them is reached within a fortnight.
    static func index(among count: Int, on date: Date) -> Int {
        let day = (date.timeIntervalSince1970 / 86_400).rounded(.down)
        let share = (day * 0.618_033_988_749_894_8).truncatingRemainder(dividingBy: 1)
        return min(Int(abs(share) * Double(count)), max(0, count - 1))
    }
}
