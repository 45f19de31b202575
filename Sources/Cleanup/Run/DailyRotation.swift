package import Essentials

/// The daily start of a run in the list of its repositories.
///
/// Nothing is stored between runs. If each run began with the first repository, a run that always ran out of time would
/// never reach the last ones.
package enum DailyRotation {
    /// The position of the first repository to work on.
    ///
    /// It is the same for all runs of a day: a dry run under a limit names the images that the real run takes. From day
    /// to day it moves on by the golden ratio of the whole. This spreads the positions of any number of days evenly.
    /// With time for a tenth of the repositories, every repository is reached within a fortnight.
    package static func index(among count: Int, on date: Date) -> Int {
        let day = (date.timeIntervalSince1970 / 86_400).rounded(.down)
        let share = (day * 0.618_033_988_749_894_8).truncatingRemainder(dividingBy: 1)
        return min(Int(abs(share) * Double(count)), max(0, count - 1))
    }
}
