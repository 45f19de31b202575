import Essentials
import Formats

/// The members that make CloudWatch take metrics out of the summary's line in a function's log.
///
/// They stand in the one line that is printed anyway, so that metrics cost neither another line nor a call.
///
/// - SeeAlso: [Embedded metric format](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html)
public struct EmbeddedMetrics: Sendable, Hashable {
    /// What the metrics are filed under.
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

    /// What every run says of the images.
    private static func images(in totals: ImageCounts) -> [Metric] {
        func count(_ name: String, _ value: Int) -> Metric { Metric(name: name, unit: "Count", value: Int64(value)) }
        return [
            count("ImagesScanned", totals.scanned), count("ImagesSelected", totals.selected),
            count("ImagesDeleted", totals.deleted), count("ImagesFailed", totals.failed),
            count("ImagesSkipped", totals.skipped),
            Metric(name: "BytesDeleted", unit: "Bytes", value: totals.bytesDeleted),
        ]
    }

    /// How many repositories there were that need somebody's attention, by the reason.
    ///
    /// A registry that could not be listed counts as one: nobody knows how many repositories it has.
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

    /// Writes the members into the summary's object, for a run that applied a policy; there are none for another.
    func write(_ summary: Summary, to json: inout JSONWriter) {
        guard summary.action == .clean else { return }
        let counts = Self.images(in: summary.totals) + Self.repositories(in: summary)
        // A heartbeat, however the run went. By trigger, so that a push's run doesn't hide a missing scheduled one.
        let runs = [Metric(name: "RunsEnded", unit: "Count", value: 1)]
        json.key("_aws")
        json.object { json in
            // By the end of the run: an alarm looks back a few minutes from now, and a run may take fifteen.
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
