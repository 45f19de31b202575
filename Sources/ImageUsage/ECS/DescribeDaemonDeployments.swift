import AWSClient

/// A deployment, which moves a daemon from old revisions to a new.
struct ECSDaemonDeployment: Decodable, Sendable {
    struct Rollback: Decodable, Sendable { let rollbackTargetDaemonRevisionArn: String? }

    let status: String?
    let sourceDaemonRevisions: [ECSDaemon.Revision]?
    let targetDaemonRevision: ECSDaemon.Revision?
    let rollback: Rollback?

    /// The target, and until the deployment has succeeded, the revisions to which a rollback returns.
    ///
    /// The target counts afterwards, too: a daemon without instances may list no current revision.
    var revisions: [String] {
        let earlier = status == "SUCCESSFUL" ? [] : sourceDaemonRevisions ?? []
        return (earlier.map(\.arn) + [targetDaemonRevision?.arn, rollback?.rollbackTargetDaemonRevisionArn])
            .compactMap(\.self)
    }
}

extension ECSClient {
    /// The most daemon deployments that one call describes.
    static let maximumDaemonDeployments = 20

    /// Describes up to 20 deployments of any daemons (`DescribeDaemonDeployments`).
    func describeDaemonDeployments(_ deployments: [String]) async throws -> [ECSDaemonDeployment] {
        let answer = try await client.call(DescribeDaemonDeployments(daemonDeploymentArns: deployments))
        try answer.failures.check(
            DescribeDaemonDeployments.operation, asked: deployments.count, described: answer.daemonDeployments.count)
        return answer.daemonDeployments
    }
}

private struct DescribeDaemonDeployments: AWSJSONRequest, Encodable {
    static let operation = "DescribeDaemonDeployments"

    let daemonDeploymentArns: [String]

    struct Response: Decodable {
        let daemonDeployments: [ECSDaemonDeployment]
        let failures: [ECSFailure]?
    }
}
