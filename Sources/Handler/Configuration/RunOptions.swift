import Cleanup

/// What the command line says about one run, beyond the environment and the event.
struct RunOptions: Sendable {
    /// Whether the caller asked for real deletions, in place of `DRY_RUN=false`.
    var deletes = false
    /// How much the printed summary says about single images.
    var detail: Detail?
    /// Whether a report of every image is kept, for a file.
    var keepsEveryImage = false
    /// The most images that the output can show; `nil` for any number.
    var maximumImageReports: Int?
}
