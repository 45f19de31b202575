import ImageModel

/// The repositories of a run as a table.
///
/// The repositories with the most bytes come first, and the totals last.
struct RepositoryTable {
    let summary: Summary
    let style: PlanText.Style
    /// The headings of the columns after the repository's name.
    let headings: [String]
    /// The bytes by which repositories are sorted.
    let bytes: KeyPath<ImageCounts, Int64>

    /// The lines of the table.
    ///
    /// - Parameters:
    ///   - cells: the cells of a repository after its name.
    ///   - totals: the cells of the last row after its name.
    ///   - rest: the line about the repositories that are not shown, by their number.
    func lines(
        cells: (RepositoryReport) -> [String], totals: [String], rest: (_ number: String) -> String
    ) -> [TextLine] {
        var table = TextTable(
            columns: [TextTable.Column(heading: "REPOSITORY", isRight: false)]
                + headings.map { TextTable.Column(heading: $0) })
        let sorted = summary.repositories(by: bytes)
        let shown = sorted.prefix(style.maximumRows ?? .max)
        let name = summary.nameOfRepository
        table.rows = shown.map { report in
            let mark = report.status == .succeeded ? "" : " (\(report.status.rawValue))"
            return [name(report) + mark] + cells(report)
        }
        let number = sorted.count
        table.totals = [number == 1 ? "1 repository" : "\(Amounts.count(number)) repositories"] + totals
        var lines = table.lines(width: style.width).map { TextLine($0) }
        lines[0].isHeading = true
        if shown.count < number {
            lines.insert(TextLine(rest(Amounts.count(number - shown.count))), at: lines.count - 2)
        }
        return lines
    }
}

extension Summary {
    /// A function that names a repository for display.
    ///
    /// The name includes the registry if the run has several.
    var nameOfRepository: (RepositoryReport) -> String {
        let isOfOneRegistry = Set(repositories.map { [$0.registryID, $0.region, "\($0.isPublic)"] }).count < 2
        return { isOfOneRegistry ? $0.name.description : $0.qualifiedName }
    }

    /// The repositories, those with the most bytes of a kind first.
    ///
    /// Repositories with equal sizes keep the run's order.
    func repositories(by bytes: KeyPath<ImageCounts, Int64>) -> [RepositoryReport] {
        repositories.enumerated().sorted { one, other in
            (-one.element.counts[keyPath: bytes], one.offset) < (-other.element.counts[keyPath: bytes], other.offset)
        }.map(\.element)
    }
}

extension RepositoryReport {
    /// The repository's name with its registry.
    var qualifiedName: String { "\(registryID)/\(region)\(isPublic ? " public" : "")/\(name)" }
}
