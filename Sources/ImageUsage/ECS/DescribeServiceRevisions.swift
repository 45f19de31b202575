import AWSClient

/// What a service was to run when it was deployed, with the digests that ECS found for its images.
///
/// All tasks of the revision get these digests, whatever the tags name by then.
struct ECSServiceRevision: Decodable, Sendable {
    struct ContainerImage: Decodable, Sendable {
        let containerName: String?
        let image: String?
        let imageDigest: String?
    }

    let serviceArn: String
    let taskDefinition: String?
    let containerImages: [ContainerImage]?
}

extension ECSClient {
    /// The most revisions that one call describes.
    static let maximumServiceRevisions = 20

    /// Describes up to 20 revisions of any services (`DescribeServiceRevisions`).
    ///
    /// Those from before 25 October 2024 can't be described, and are passed over as missing.
    func describeServiceRevisions(_ revisions: [String]) async throws -> [ECSServiceRevision] {
        let answer = try await client.call(DescribeServiceRevisions(serviceRevisionArns: revisions))
        try answer.failures.check(
            DescribeServiceRevisions.operation, asked: revisions.count, described: answer.serviceRevisions.count)
        return answer.serviceRevisions
    }
}

private struct DescribeServiceRevisions: AWSJSONRequest, Encodable {
    static let operation = "DescribeServiceRevisions"

    let serviceRevisionArns: [String]

    struct Response: Decodable {
        let serviceRevisions: [ECSServiceRevision]
        let failures: [ECSFailure]?
    }
}
