import Essentials
import Formats
public import ImageModel
import Retention

/// The decisions about single images, each with its reason.
public struct ExplanationText: Sendable {
    /// The images to explain.
    public enum Selector: Sendable, Hashable {
        /// All images of a repository.
        case all
        /// The image with a tag.
        case tag(String)
        /// The image with a digest.
        case digest(ImageDigest)

        fileprivate func includes(_ image: Image) -> Bool {
            switch self {
            case .all: true
            case .tag(let tag): image.tags.contains { $0.description == tag }
            case .digest(let digest): image.digest == digest
            }
        }
    }

    private let summary: Summary
    private let selector: Selector
    private let style: PlanText.Style

    /// Creates the explanation.
    ///
    /// - Parameter summary: a run of one repository with a report of every image.
    public init(_ summary: Summary, of selector: Selector, style: PlanText.Style = PlanText.Style()) {
        (self.summary, self.selector, self.style) = (summary, selector, style)
    }

    /// The lines.
    public var lines: [TextLine] {
        guard !summary.repositories.isEmpty else {
            if let reason = summary.reason {
                return TextLine.wrapped("\(summary.status.rawValue): \(reason)", to: style.width)
            }
            return ["No repository of this name is in reach of the policy."]
        }
        return Array(summary.repositories.map(lines(about:)).joined(separator: [""]))
    }

    private func lines(about report: RepositoryReport) -> [TextLine] {
        var lines = [TextLine("\(report.qualifiedName), by the policy \"\(report.policy)\"", isHeading: true)]
        if let reason = report.reason {
            lines += TextLine.wrapped("\(report.status.rawValue): \(reason)", to: style.width)
        }
        let rows = report.images.filter { selector.includes($0.image) }.sorted { one, other in
            (one.image.pushedAt ?? .distantPast, other.image.digest) > (
                other.image.pushedAt ?? .distantPast, one.image.digest
            )
        }
        guard !rows.isEmpty else {
            let isListed = report.status == .succeeded || !report.images.isEmpty
            return lines + [isListed ? "It has no such image." : "Whether it has such an image is not known."]
        }
        return lines + rows.flatMap(lines(about:))
    }

    private func lines(about row: ImageReport) -> [TextLine] {
        let tags = row.image.tags.isEmpty ? "untagged" : row.image.tags.map(\.description).joined(separator: ", ")
        let pushed = row.image.pushedAt.map { "pushed \($0.iso8601)" } ?? "push time unknown"
        let rule = row.decision.rule.map { " (rule \($0))" } ?? ""
        return ["", TextLine("\(row.image.digest)")]
            + TextLine.wrapped(
                "\(tags); \(pushed); \(Amounts.bytes(row.image.sizeInBytes))", to: style.width, indent: 2)
            + TextLine.wrapped("\(row.end)\(rule): \(row.note ?? row.decision.sentence)", to: style.width, indent: 2)
    }
}

extension ImageReport {
    /// The image's outcome in a few words.
    fileprivate var end: String {
        switch outcome {
        case .kept: "stays"
        case .wouldDelete: "goes"
        case .wouldArchive: "goes to the archive"
        case .deleted: "deleted"
        case .archived: "archived"
        case .failed: "failed"
        case .skipped: "stays"
        }
    }
}
