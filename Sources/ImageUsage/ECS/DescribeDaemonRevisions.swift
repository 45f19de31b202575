import AWSClient
import Essentials
import ImageModel

/// A revision of a daemon, with its images' digests.
struct ECSDaemonRevision: Decodable, Sendable {
    let daemonRevisionArn: String
    let daemonArn: String?
    let daemonTaskDefinitionArn: String?
    /// The creation time, in seconds since 1970.
    let createdAt: Double?
    var containerImages: [ECSServiceRevision.ContainerImage]?

    /// Whether the revision lists its own images.
    var tellsItsImages: Bool { (containerImages ?? []).map(\.image).areAllTold }

    /// The uses of the revision's images, also while no instance runs them.
    ///
    /// - Parameter now: the present time.
    func uses(at now: Date) -> [ImageUse] {
        let start = ImageUse.Start(reportedAt: createdAt, now: now)
        return (containerImages ?? []).compactMap {
            ImageUse(
                image: $0.image, digest: $0.imageDigest, isRunning: true, start: start,
                user: "ECS daemon \(daemonArn ?? daemonRevisionArn)")
        }
    }
}

extension ECSClient {
    /// The most daemon revisions that one call describes.
    static let maximumDaemonRevisions = 20

    /// Describes up to 20 revisions of any daemons (`DescribeDaemonRevisions`).
    func describeDaemonRevisions(_ revisions: [String]) async throws -> [ECSDaemonRevision] {
        let answer = try await client.call(DescribeDaemonRevisions(daemonRevisionArns: revisions))
        try answer.failures.check(
            DescribeDaemonRevisions.operation, asked: revisions.count, described: answer.daemonRevisions.count)
        return answer.daemonRevisions
    }
}

private struct DescribeDaemonRevisions: AWSJSONRequest, Encodable {
    static let operation = "DescribeDaemonRevisions"

    let daemonRevisionArns: [String]

    struct Response: Decodable {
        let daemonRevisions: [ECSDaemonRevision]
        let failures: [ECSFailure]?
    }
}
