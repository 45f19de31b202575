import AWSClient
import Essentials

extension ECSClient {
    /// Reads the revisions that the daemons in clusters run or may run later.
    ///
    /// A daemon may be rolled back to an old revision. A region that does not support daemons has none.
    func daemonRevisions(in clusters: [String]) async throws -> [ECSDaemonRevision] {
        let listed = try await clusters.concurrentMap(width: Self.width) { cluster in
            try await unlessGone("UnsupportedFeatureException") {
                try await unlessUnknown { try await unlessDeleted { try await listDaemons(in: cluster) } }
            } ?? []
        }
        let daemons = try await listed.flatMap { $0 }.unique().concurrentMap(width: Self.width) { daemon in
            try await unlessGone("DaemonNotFoundException") { try await describeDaemon(daemon) }
        }.compactMap(\.self)
        let deployments = try await daemons.compactMap(\.deploymentArn).unique()
            .batches(of: Self.maximumDaemonDeployments)
            .concurrentMap(width: Self.width, describeDaemonDeployments)
            .flatMap { $0 }
        let current = daemons.flatMap { $0.currentRevisions ?? [] }
        let revisions = try await (current.map(\.arn) + deployments.flatMap(\.revisions)).unique()
            .batches(of: Self.maximumDaemonRevisions)
            .concurrentMap(width: Self.width, describeDaemonRevisions)
            .flatMap { $0 }
        // A revision that nothing runs any more may be gone.
        let running = Set(current.filter(\.isRunning).map(\.arn))
        if let missing = running.subtracting(revisions.map(\.daemonRevisionArn)).min() {
            throw AWSError(
                code: .malformedResponse, operation: Self.permission(for: "DescribeDaemonRevisions"),
                message: "\(missing) is not described, and a daemon runs it")
        }
        return try await revisions.concurrentMap(width: Self.width, addImages)
    }

    /// Adds the images of the task definition to a revision that does not list all of its own.
    private func addImages(to revision: ECSDaemonRevision) async throws -> ECSDaemonRevision {
        guard !revision.tellsItsImages else { return revision }
        guard let name = revision.daemonTaskDefinitionArn else {
            throw AWSError(
                code: .malformedResponse, operation: Self.permission(for: "DescribeDaemonRevisions"),
                message: "\(revision.daemonRevisionArn) has neither all of its images nor a task definition")
        }
        var completed = revision
        completed.containerImages =
            try await (revision.containerImages ?? [])
            + describeDaemonTaskDefinition(name).containerDefinitions.map {
                ECSServiceRevision.ContainerImage(containerName: $0.name, image: $0.image, imageDigest: nil)
            }
        return completed
    }
}
