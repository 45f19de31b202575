import ImageModel
import Retention

/// The reports of a repository's images, each made when it is asked for.
struct ImageRows: RandomAccessCollection, Sendable {
    let assessment: Assessment
    let outcomes: ImageOutcomeList

    var startIndex: Int { 0 }
    var endIndex: Int { assessment.images.count }

    /// The report of an image, without the indexes that hold it.
    subscript(position: Int) -> ImageReport {
        ImageReport(
            image: assessment.images[position], decision: assessment.decisions[position], outcome: outcomes[position])
    }

    /// The report of an image, with the indexes that hold it.
    func withIndexes(_ position: Int) -> ImageReport {
        var report = self[position]
        report.heldBy = assessment.graph.indexes[position].map { assessment.images[$0].digest }
        return report
    }

    /// Whether the first of two positions comes first by digest.
    func isOrderedByDigest(_ one: Int, _ other: Int) -> Bool {
        assessment.images[one].digest < assessment.images[other].digest
    }
}
