import AWSClient
import Essentials
import ImageModel

/// A revision of a daemon, with its images' digests.
///
/// A daemon runs a task on each instance of its capacity providers. ECS resolves the digests when the revision is
/// deployed.
struct ECSDaemonRevision: Decodable, Sendable {
    let daemonRevisionArn: String
    let daemonArn: String?
    /// The creation time, in seconds since 1970.
    let createdAt: Double?
    let containerImages: [ECSServiceRevision.ContainerImage]?

    /// The uses of the revision's images, also while there is no instance to run them.
    var uses: [ImageUse] {
        let start = createdAt.map { ImageUse.Start.at(Date(timeIntervalSince1970: $0)) } ?? .unknown
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

    /// Reads the current revisions of the daemons in clusters.
    ///
    /// A region that does not support daemons has none.
    func daemonRevisions(in clusters: [String]) async throws -> [ECSDaemonRevision] {
        let daemons = try await clusters.concurrentMap(width: Self.width) { cluster in
            try await unlessGone("UnsupportedFeatureException") {
                try await unlessUnknown { try await unlessDeleted { try await listDaemons(in: cluster) } }
            } ?? []
        }
        let revisions = try await daemons.flatMap { $0 }.unique().concurrentMap(width: Self.width) { daemon in
            try await unlessGone("DaemonNotFoundException") { try await describeDaemon(daemon).revisions } ?? []
        }
        return try await revisions.flatMap { $0 }.unique().batches(of: Self.maximumDaemonRevisions)
            .concurrentMap(width: Self.width) { try await describeDaemonRevisions($0) }
            .flatMap { $0 }
    }

    /// Lists a cluster's daemons, by their ARNs (`ListDaemons`).
    private func listDaemons(in cluster: String) async throws -> [String] {
        try await all(ListDaemons.operation) { token in
            let answer = try await client.call(ListDaemons(clusterArn: cluster, nextToken: token))
            return (answer.daemonSummariesList.map(\.daemonArn), answer.nextToken)
        }
    }

    private func describeDaemon(_ daemon: String) async throws -> ECSDaemon {
        try await client.call(DescribeDaemon(daemonArn: daemon)).daemon
    }

    private func describeDaemonRevisions(_ revisions: [String]) async throws -> [ECSDaemonRevision] {
        let answer = try await client.call(DescribeDaemonRevisions(daemonRevisionArns: revisions))
        try answer.failures.check(
            DescribeDaemonRevisions.operation, asked: revisions.count, described: answer.daemonRevisions.count)
        return answer.daemonRevisions
    }
}

/// A daemon, as ECS describes it.
private struct ECSDaemon: Decodable, Sendable {
    struct Revision: Decodable, Sendable { let arn: String? }

    let currentRevisions: [Revision]?

    var revisions: [String] { (currentRevisions ?? []).compactMap(\.arn) }
}

private struct ListDaemons: AWSJSONRequest, Encodable {
    static let operation = "ListDaemons"

    let clusterArn: String
    let maxResults = ECSClient.maximumPageSize
    let nextToken: String?

    struct Response: Decodable {
        struct Summary: Decodable { let daemonArn: String }

        let daemonSummariesList: [Summary]
        let nextToken: String?
    }
}

private struct DescribeDaemon: AWSJSONRequest, Encodable {
    static let operation = "DescribeDaemon"

    let daemonArn: String

    struct Response: Decodable { let daemon: ECSDaemon }
}

private struct DescribeDaemonRevisions: AWSJSONRequest, Encodable {
    static let operation = "DescribeDaemonRevisions"

    let daemonRevisionArns: [String]

    struct Response: Decodable {
        let daemonRevisions: [ECSDaemonRevision]
        let failures: [ECSFailure]?
    }
}
