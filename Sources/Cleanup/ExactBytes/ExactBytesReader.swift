import AWSClient
import ECRClient
import ImageModel

/// Reads the manifests of a repository's images, to count each layer once.
///
/// It is used only where ECR does not record the reading as pulls. So the reading neither moves nor hides a pull, and
/// decisions don't depend on it.
struct ExactBytesReader: Sendable {
    /// The registry's client, whose calls end before the run's deadline.
    let registry: ECRClient
    /// A permit for each call of the run.
    let calls: AsyncSemaphore

    /// The most calls at once in a run.
    ///
    /// An answer may take a megabyte. ECR allows 2,000 calls a second.
    static let width = 8

    /// Reads the manifests of active images that were not read yet, in batches of 100.
    ///
    /// The first call that fails ends the reading. Nothing is thrown: what stays unread is only unknown.
    func read(_ images: [Image], in repository: RepositoryName, into collector: BlobCollector) async {
        let batches = collector.unreadPositions(in: images).batches(of: ECRClient.maximumBatchSize)
        do {
            _ = try await Array(batches).concurrentMap(width: Self.width) { positions in
                try await read(positions.map { ($0, images[$0]) }, in: repository, into: collector)
            }
        } catch {
            collector.fail(error.interruption(while: "manifests were read") ?? "\(error)")
        }
    }

    private func read(
        _ batch: [(position: Int, image: Image)], in repository: RepositoryName, into collector: BlobCollector
    ) async throws {
        try await calls.wait()
        defer { calls.signal() }
        let positions = Dictionary(batch.map { ($0.image.digest, $0.position) }) { first, _ in first }
        // ECR reports a manifest of a type that is not accepted as missing.
        let (manifests, failures) = try await registry.batchGetImage(
            batch.map(\.image.digest), in: repository, accepting: Set(batch.compactMap(\.image.mediaType)))
        for manifest in manifests {
            if let position = positions[manifest.digest] { collector.add(manifest, at: position) }
        }
        if let failure = failures.first {
            let digest = failure.digest.map { "\($0)" } ?? "of unknown digest"
            collector.fail("the manifest \(digest) is not given: \(failure.code): \(failure.reason)")
        } else if manifests.count < batch.count {
            collector.fail("the registry did not give all manifests that it was asked for")
        }
    }
}
