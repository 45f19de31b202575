import AWSClient

/// A daemon, as ECS describes it.
///
/// A daemon runs a task on each instance of its capacity providers.
struct ECSDaemon: Decodable, Sendable {
    struct Revision: Decodable, Sendable {
        // ECS's model has it as optional, but a revision without it can't be looked up.
        let arn: String
        let totalRunningCount: Int?

        /// Whether an instance runs the revision; a missing count may be any number.
        var isRunning: Bool { (totalRunningCount ?? 1) > 0 }
    }

    let currentRevisions: [Revision]?
    /// The most recent deployment.
    let deploymentArn: String?
}

extension ECSClient {
    /// Describes a daemon (`DescribeDaemon`).
    func describeDaemon(_ daemon: String) async throws -> ECSDaemon {
        try await client.call(DescribeDaemon(daemonArn: daemon)).daemon
    }
}

private struct DescribeDaemon: AWSJSONRequest, Encodable {
    static let operation = "DescribeDaemon"

    let daemonArn: String

    struct Response: Decodable {
        let daemon: ECSDaemon
    }
}
