import AWSClient

/// A deployment, which moves a service from old revisions to a new.
struct ECSServiceDeployment: Decodable, Sendable {
    struct Revision: Decodable, Sendable { let arn: String? }

    struct Rollback: Decodable, Sendable { let serviceRevisionArn: String? }

    let sourceServiceRevisions: [Revision]?
    let targetServiceRevision: Revision?
    let rollback: Rollback?

    /// The source revisions, the target, and the revision that a rollback returns to.
    var revisions: [String] {
        ((sourceServiceRevisions ?? []).map(\.arn) + [targetServiceRevision?.arn, rollback?.serviceRevisionArn])
            .compactMap(\.self)
    }
}

extension ECSClient {
    /// The most deployments that one call describes.
    static let maximumServiceDeployments = 20

    /// Describes up to 20 deployments of any services (`DescribeServiceDeployments`).
    func describeServiceDeployments(_ deployments: [String]) async throws -> [ECSServiceDeployment] {
        let answer = try await client.call(DescribeServiceDeployments(serviceDeploymentArns: deployments))
        try answer.failures.check(
            DescribeServiceDeployments.operation, asked: deployments.count,
            described: answer.serviceDeployments.count)
        return answer.serviceDeployments
    }
}

private struct DescribeServiceDeployments: AWSJSONRequest, Encodable {
    static let operation = "DescribeServiceDeployments"

    let serviceDeploymentArns: [String]

    struct Response: Decodable {
        let serviceDeployments: [ECSServiceDeployment]
        let failures: [ECSFailure]?
    }
}
