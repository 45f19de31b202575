import Essentials
import Formats

/// The members from which CloudWatch takes metrics.
///
/// They are in the summary's line in a function's log. The line is printed anyway, so metrics cost neither another line
/// nor a call.
///
/// - SeeAlso: [Embedded metric format](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html)
public struct EmbeddedMetrics: Sendable, Hashable {
    /// The namespace of the metrics.
    public static let namespace = "ecr-cleanup"

    /// The function's name, a dimension of every metric.
    public var functionName: String

    /// Creates the metrics of a function.
    public init(functionName: String) {
        self.functionName = functionName
    }

    /// A metric, with its value in a run.
    private struct Metric {
        let name: String
        let unit: String
        let value: Int64
    }

    /// The metrics about images.
    private static func images(in totals: ImageCounts) -> [Metric] {
        func count(_ name: String, _ value: Int) -> Metric { Metric(name: name, unit: "Count", value: Int64(value)) }
        return [
            count("ImagesScanned", totals.scanned), count("ImagesSelected", totals.selected),
            count("ImagesDeleted", totals.deleted), count("ImagesFailed", totals.failed),
            count("ImagesSkipped", totals.skipped),
            Metric(name: "BytesDeleted", unit: "Bytes", value: totals.bytesDeleted),
        ]
    }

    /// The metrics about repositories that need attention, by the reason.
    ///
    /// A registry that could not be listed counts as one repository, since the number of its repositories is unknown.
    private static func repositories(in summary: Summary) -> [Metric] {
        let statuses = summary.repositories.lazy.map(\.status) + summary.registryStatuses
        func count(_ name: String, _ status: RepositoryReport.Status) -> Metric {
            Metric(name: name, unit: "Count", value: Int64(statuses.count { $0 == status }))
        }
        return [
            count("RepositoriesFailed", .failed), count("RepositoriesBlocked", .blocked),
            count("RepositoriesIncomplete", .incomplete),
        ]
    }

    /// The metric about images in use that are gone.
    ///
    /// There is none if it is not known whether any is gone: a 0 would say that all are there.
    private static func missing(in summary: Summary) -> [Metric] {
        guard !summary.missing.isEmpty || summary.missingUnknown.isEmpty else { return [] }
        return [Metric(name: "ImagesInUseMissing", unit: "Count", value: Int64(summary.missing.count))]
    }

    /// Writes the members into the summary's object.
    ///
    /// Only a run that applied a policy has them.
    func write(_ summary: Summary, to json: inout JSONWriter) {
        guard summary.action == .clean else { return }
        let counts = Self.images(in: summary.totals) + Self.repositories(in: summary) + Self.missing(in: summary)
        // A heartbeat of every run. It is counted by trigger, so that a push's run doesn't hide a missing scheduled
        // run.
        let runs = [Metric(name: "RunsEnded", unit: "Count", value: 1)]
        json.key("_aws")
        json.object { json in
            // The time is that of the run's end: an alarm looks back a few minutes from now, and a run may take
            // fifteen.
            let end = summary.startedAt.timeIntervalSince1970 + summary.duration
            json.member("Timestamp", Int64((end * 1000).rounded(.down)))
            json.key("CloudWatchMetrics")
            json.array { json in
                Self.declare(counts, by: ["FunctionName"], to: &json)
                Self.declare(runs, by: ["FunctionName", "Trigger"], to: &json)
            }
        }
        json.member("FunctionName", functionName.excerpt)
        json.member("Trigger", summary.trigger.kind.rawValue)
        for metric in counts + runs { json.member(metric.name, metric.value) }
    }

    private static func declare(_ metrics: [Metric], by dimensions: [String], to json: inout JSONWriter) {
        json.beginEntry()
        json.object { json in
            json.member("Namespace", namespace)
            json.key("Dimensions")
            json.array { json in
                json.beginEntry()
                json.array { json in
                    for dimension in dimensions {
                        json.beginEntry()
                        json.value(dimension)
                    }
                }
            }
            json.member("Metrics", of: metrics) { metric, json in
                json.object { json in
                    json.member("Name", metric.name)
                    json.member("Unit", metric.unit)
                }
            }
        }
    }
}
