import AWSClient
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
            let host = Self.consoles[Partition.containing(region).id]
        else { return nil }
        self.init(
            "Log",
            to: "https://\(region).\(host)/cloudwatch/home?region=\(region)#logsV2:log-groups/log-group/"
                + "\(Self.encoded(group))/log-events/\(Self.encoded(stream))")
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
