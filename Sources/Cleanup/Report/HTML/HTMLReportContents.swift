public import Essentials
import ImageModel

/// The numbers and images of an HTML report, collected repository by repository.
///
/// Repositories may arrive in any order, and nothing is kept of an image but what the page shows. A run of any size can
/// therefore write its page with little memory.
public struct HTMLReportContents: Sendable {
    /// The identity of a repository among those of a run.
    private struct RepositoryKey: Hashable {
        let registry: RegistryLocation
        let name: RepositoryName

        init(of report: RepositoryReport) {
            registry = RegistryLocation(
                isPublic: report.isPublic, registryID: report.registryID, region: report.region)
            name = report.name
        }
    }

    private(set) var statistics: ReportStatistics
    private(set) var images: ListedImages
    /// The repositories' numbers, in the order of arrival.
    private var numbers: [RepositoryKey: Int] = [:]

    /// Creates the contents of a report without images.
    ///
    /// - Parameters:
    ///   - limit: the maximum number of images that the page lists; `nil` for no limit. If there are more, selected
    ///     images are listed first. The numbers count all images.
    ///   - now: the time that the images' ages are counted to: the start of the run.
    public init(limit: Int?, now: Date) {
        statistics = ReportStatistics(now: now)
        images = ListedImages(limit: limit)
    }

    /// Creates the contents of a report with all images of a summary.
    init(of summary: Summary) {
        self.init(limit: nil, now: summary.startedAt)
        for report in summary.repositories { add(report.images, of: report) }
    }

    /// Adds images of a repository to those that were added before.
    ///
    /// - Parameters:
    ///   - rows: reports of the images, which are read once.
    ///   - report: the report of the repository; its own list of images is ignored.
    public mutating func add(_ rows: some Sequence<ImageReport>, of report: RepositoryReport) {
        let number = numbers[RepositoryKey(of: report), default: numbers.count]
        numbers[RepositoryKey(of: report)] = number
        for row in rows {
            let category = ImageCategory(of: row)
            statistics.add(row, category, of: report, number: number)
            images.add(row, category, repository: number)
        }
    }

    /// Writes the page part by part.
    ///
    /// - Parameters:
    ///   - summary: the run; its repositories' own lists of images are ignored.
    ///   - sink: receives the page part by part.
    /// - Throws: `HashError`, and the errors of `sink`.
    public func writePage(of summary: Summary, to sink: @escaping @Sendable (Data) throws -> Void) throws {
        try HTMLReport(summary, self).write(to: sink)
    }

    /// The numbers of the summary's repositories; `nil` for those without images.
    ///
    /// If a repository is in the summary twice, only the first has a number.
    func numbers(in summary: Summary) -> [Int?] {
        var numbers = numbers
        return summary.repositories.map { numbers.removeValue(forKey: RepositoryKey(of: $0)) }
    }
}
