import Synchronization

/// Holds the reports of a registry's repositories as they come in, and no more of their images than can be shown.
final class ReportCollector: Sendable {
    private struct State {
        var reports: [RepositoryReport]
        var imageCount = 0

        /// Drops the images behind the first so many.
        mutating func keepImages(_ maximum: Int) {
            var room = maximum
            imageCount = 0
            for index in reports.indices {
                reports[index].keepImages(room)
                imageCount += reports[index].images.count
                // What follows an image that is left out is left out, too.
                room = reports[index].omittedImages > 0 ? 0 : maximum - imageCount
            }
        }
    }

    private let maximumImages: Int?
    private let state: Mutex<State>

    /// Holds reports that say of each repository that it was not begun.
    ///
    /// - Parameter maximumImages: how many images are kept, those of the first repositories; `nil` for all.
    init(_ reports: [RepositoryReport], maximumImages: Int?) {
        self.maximumImages = maximumImages
        state = Mutex(State(reports: reports))
    }

    /// Puts the report of a repository in the place of the one that says nothing yet.
    ///
    /// - Parameter position: where the repository stands among the others.
    func put(_ report: RepositoryReport, at position: Int) {
        state.withLock { state in
            state.reports[position] = report
            state.imageCount += report.images.count
            guard let maximumImages, state.imageCount > maximumImages else { return }
            state.keepImages(maximumImages)
        }
    }

    /// The reports, in the repositories' order.
    var reports: [RepositoryReport] { state.withLock { $0.reports } }
}

extension RepositoryReport {
    /// Drops the images behind the first so many, and counts them.
    fileprivate mutating func keepImages(_ maximum: Int) {
        guard images.count > maximum else { return }
        omittedImages += images.count - maximum
        // A list of its own, for one that is only shortened keeps its room.
        images = Array(images.prefix(maximum))
    }
}
