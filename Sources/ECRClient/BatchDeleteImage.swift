public import AWSClient
import Essentials
import Formats
public import ImageModel

/// What became of images that were to be deleted.
public struct ImageDeletion: Sendable {
    /// Those that are gone, each once, however many tags it had.
    public var deleted: Set<ImageDigest> = []
    /// Those that ECR would not delete, and why.
    public var failures: [ImageFailure] = []
    /// The call that failed as a whole: what became of its images is not known.
    ///
    /// No later batch was sent.
    public var error: AWSError?

    /// Creates a report.
    public init(deleted: Set<ImageDigest> = [], failures: [ImageFailure] = [], error: AWSError? = nil) {
        self.deleted = deleted
        self.failures = failures
        self.error = error
    }
}

extension ECRClient {
    /// Deletes images and all of their tags (`BatchDeleteImage`), in batches of 100.
    ///
    /// ECR answers with status 200 even when it deleted nothing: what it refused stands in the report. A call that
    /// fails is in the report, too, since those before it took effect.
    ///
    /// - Throws: `CancellationError` when the task was cancelled.
    public func batchDeleteImage(
        _ digests: [ImageDigest], in repository: RepositoryName
    ) async throws -> ImageDeletion {
        var deletion = ImageDeletion()
        for batch in digests.batches(of: Self.maximumBatchSize) {
            do {
                let answer = try await client.call(
                    BatchDeleteImage(repositoryName: repository, digests: Array(batch)))
                deletion.deleted.formUnion(answer.deleted)
                deletion.failures += answer.failures
            } catch let error as AWSError {
                deletion.error = error
                break
            }
        }
        return deletion
    }
}

private struct BatchDeleteImage: AWSJSONRequest {
    static let operation = "BatchDeleteImage"

    let repositoryName: RepositoryName
    let digests: [ImageDigest]

    struct Response: Sendable {
        /// An image once for each tag that it had.
        let deleted: [ImageDigest]
        let failures: [ImageFailure]
    }

    func body() -> Data {
        JSONWriter.body { writer in
            writer.member("repositoryName", repositoryName.description)
            writer.imageIDs(digests)
        }
    }

    static func response(from body: Data) throws -> Response {
        let (deleted, failures) = try JSONReader.batch(body, of: "imageIds", ImageDigest.identifying)
        return Response(deleted: deleted, failures: failures)
    }
}
