import AWSClient

/// A deployed revision of a service, with its images' digests.
///
/// ECS resolved the digests. All tasks of the revision get them, even if the tags have moved.
struct ECSServiceRevision: Decodable, Sendable {
    struct ContainerImage: Decodable, Sendable {
        let containerName: String?
        let image: String?
        let imageDigest: String?
    }

    let serviceArn: String
    let taskDefinition: String?
    let containerImages: [ContainerImage]?

    /// Whether the revision lists its own images.
    var tellsItsImages: Bool { (containerImages ?? []).map(\.image).areAllTold }
}

extension ECSClient {
    /// The most revisions that one call describes.
    static let maximumServiceRevisions = 20

    /// Describes up to 20 revisions of any services (`DescribeServiceRevisions`).
    ///
    /// Revisions from before 25 October 2024 can't be described, and are skipped as missing.
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
