import Cleanup

/// The settings for one run that are neither in the environment nor in the event.
struct RunOptions: Sendable {
    /// Whether the caller asked for deletions, as `DRY_RUN=false` would.
    var deletes = false
    /// Whether the caller asked for a dry run, whatever the environment says.
    var onlyPlans = false
    /// The patterns of the repositories to which the run is limited.
    ///
    /// An empty list means all repositories.
    var repositories: [String] = []
    /// The saved plan that the run carries out.
    var plan: SavedPlan?
    /// The place that the saved plan was read from, if an event named it.
    var planOrigin: PlanOrigin?
    /// Whether the run only lists repositories.
    var onlyLists = false
    /// The fan-out that the run is a step of, if any.
    var fanOut: FanOutContext?
    /// The batch that the run is limited to, if any.
    var batch: FanOutBatch?
    /// Whether the caller asked for exact bytes.
    var countsExactBytes = false
    /// The images that the printed summary reports one by one.
    var detail: Detail?
    /// Whether every image is reported, for a file.
    var keepsEveryImage = false
    /// Whether more is read than the run needs, for advice.
    var audits = false
    /// The most images in the output; `nil` for no limit.
    var maximumImageReports: Int?
}
