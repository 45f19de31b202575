import Cleanup

/// What the command line says about one run, beyond the environment and the event.
struct RunOptions: Sendable {
    /// Whether the caller asked for real deletions, in place of `DRY_RUN=false`.
    var deletes = false
    /// Whether the caller asked for a dry run, whatever the environment says.
    var onlyPlans = false
    /// The patterns of the repositories that the run is narrowed to; none for all.
    var repositories: [String] = []
    /// The saved plan that the run carries out.
    var plan: SavedPlan?
    /// How much the printed summary says about single images.
    var detail: Detail?
    /// Whether a report of every image is kept, for a file.
    var keepsEveryImage = false
    /// The most images that the output can show; `nil` for any number.
    var maximumImageReports: Int?
}
