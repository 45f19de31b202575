import Cleanup
import Formats
import ImageModel

extension Notification.Link {
    /// The log of a function in the CloudWatch console; `nil` outside Lambda, and where no console is known.
    ///
    /// - SeeAlso: [Lambda's environment variables](https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html)
    init?(logIn environment: [String: String], region: Region) {
        guard let group = environment["AWS_LAMBDA_LOG_GROUP_NAME"], !group.isEmpty,
            let stream = environment["AWS_LAMBDA_LOG_STREAM_NAME"], !stream.isEmpty,
            let console = Self.console(in: region)
        else { return nil }
        self.init(
            "Log",
            to: "\(console)/cloudwatch/home?region=\(region)#logsV2:log-groups/log-group/"
                + "\(Self.encoded(group))/log-events/\(Self.encoded(stream))")
    }

    /// The page of a run in the S3 console; `nil` if there is no page, and where no console is known.
    init?(pageOf reports: WrittenReports, region: Region) {
        guard let name = reports.names.first(where: { $0.hasSuffix("report.html") }),
            let object = S3URI(reports.address(of: name)), let console = Self.console(in: region)
        else { return nil }
        self.init(
            "Report",
            to: "\(console)/s3/object/\(object.bucket)?region=\(region)"
                + "&prefix=\(PercentEncoding.encode(object.key.utf8))")
    }

    /// The address of a region's console; `nil` where none is known.
    private static func console(in region: Region) -> String? {
        consoles[Partition.containing(region).id].map { "https://\(region).\($0)" }
    }

    /// The consoles' hosts, after the region.
    private static let consoles = [
        "aws": "console.aws.amazon.com", "aws-us-gov": "console.amazonaws-us-gov.com",
        "aws-cn": "console.amazonaws.cn",
    ]

    /// A name as the console's addresses have it: encoded twice, with `$` in place of the second `%`.
    private static func encoded(_ name: String) -> String {
        PercentEncoding.encode(name.utf8).replacing("%", with: "$25")
    }
}
