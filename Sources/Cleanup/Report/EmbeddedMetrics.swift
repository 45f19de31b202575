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

    private static func count(_ name: String, _ value: Int) -> Metric {
        Metric(name: name, unit: "Count", value: Int64(value))
    }

    private static func bytes(_ name: String, _ value: Int64) -> Metric {
        Metric(name: name, unit: "Bytes", value: value)
    }

    /// The metrics about the work on images, which add up over all runs.
    private static func work(in totals: ImageCounts) -> [Metric] {
        [
            count("ImagesScanned", totals.scanned), count("ImagesSelected", totals.selected),
            count("ImagesDeleted", totals.deleted), count("ImagesArchived", totals.archived),
            count("ImagesFailed", totals.failed), count("ImagesSkipped", totals.skipped),
            bytes("BytesDeleted", totals.bytesDeleted),
        ]
    }

    /// The metrics about the registry's images by decision.
    ///
    /// They are counted by trigger: a push's run reads one repository again, and its images must not be added to those
    /// of the scheduled run. The batches of a fan-out have the schedule's trigger. Their sum is the whole registry.
    private static func decisions(in totals: ImageCounts) -> [Metric] {
        [
            count("ImagesKept", totals.kept), count("ImagesProtected", totals.protected),
            count("ImagesSelected", totals.selected), bytes("BytesScanned", totals.bytesScanned),
            bytes("BytesSelected", totals.bytesSelected),
        ]
    }

    /// The metrics about repositories that need attention, by the reason.
    ///
    /// A registry that could not be listed counts as one repository, since the number of its repositories is unknown.
    private static func repositories(in summary: Summary) -> [Metric] {
        let statuses = summary.repositories.lazy.map(\.status) + summary.registryStatuses
        func count(_ name: String, _ status: RepositoryReport.Status) -> Metric {
            Self.count(name, statuses.count { $0 == status })
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
        return [count("ImagesInUseMissing", summary.missing.count)]
    }

    /// The metric about runs whose reports are not all in S3.
    ///
    /// There is none where no reports are wanted.
    private static func reports(in summary: Summary) -> [Metric] {
        summary.reports.map { [count("ReportsNotWritten", $0.failure == nil ? 0 : 1)] } ?? []
    }

    /// Writes the members into the summary's object.
    ///
    /// Only a run that applied a policy has them.
    func write(_ summary: Summary, to json: inout JSONWriter) {
        guard summary.action == .clean else { return }
        let totals = summary.totals
        let byFunction =
            Self.work(in: totals) + Self.repositories(in: summary) + Self.missing(in: summary)
            + Self.reports(in: summary)
        // A heartbeat of every run. It is counted by trigger, so that a push's run doesn't hide a missing scheduled
        // run.
        let byTrigger = Self.decisions(in: totals) + [Self.count("RunsEnded", 1)]
        json.key("_aws")
        json.object { json in
            // The time is that of the run's end: an alarm looks back a few minutes from now, and a run may take
            // fifteen.
            let end = summary.startedAt.timeIntervalSince1970 + summary.duration
            json.member("Timestamp", Int64((end * 1000).rounded(.down)))
            json.key("CloudWatchMetrics")
            json.array { json in
                Self.declare(byFunction, by: ["FunctionName"], to: &json)
                Self.declare(byTrigger, by: ["FunctionName", "Trigger"], to: &json)
            }
        }
        json.member("FunctionName", functionName.excerpt)
        json.member("Trigger", summary.trigger.kind.rawValue)
        // A metric that is declared by both has one value.
        let declared = Set(byFunction.map(\.name))
        for metric in byFunction + byTrigger.filter({ !declared.contains($0.name) }) {
            json.member(metric.name, metric.value)
        }
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
