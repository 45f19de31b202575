import Synchronization

/// Collects the reports of a registry's repositories as they come in.
///
/// It keeps no more of their images than can be shown.
final class ReportCollector: Sendable {
    private struct State {
        var reports: [RepositoryReport]
        var imageCount = 0

        /// Drops all images after the first so many.
        mutating func keepImages(_ maximum: Int) {
            var room = maximum
            imageCount = 0
            for index in reports.indices {
                reports[index].keepImages(room)
                imageCount += reports[index].images.count
                // Once an image is left out, all images after it are left out too.
                room = reports[index].omittedImages > 0 ? 0 : maximum - imageCount
            }
        }
    }

    private let maximumImages: Int?
    private let state: Mutex<State>

    /// Creates a collector with a report of each repository before its start.
    ///
    /// - Parameter maximumImages: the number of images that are kept, from the first repositories on; `nil` for all.
    init(_ reports: [RepositoryReport], maximumImages: Int?) {
        self.maximumImages = maximumImages
        state = Mutex(State(reports: reports))
    }

    /// Replaces the initial report of a repository.
    ///
    /// - Parameter position: the repository's position among the others.
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
    /// Drops all images after the first so many, and counts them.
    fileprivate mutating func keepImages(_ maximum: Int) {
        guard images.count > maximum else { return }
        omittedImages += images.count - maximum
        // A new list is made, since a list that is only shortened keeps its memory.
        images = Array(images.prefix(maximum))
    }
}
