public import AWSClient
import Essentials
import Formats
public import ImageModel

/// The result of deleting images.
public struct ImageDeletion: Sendable {
    /// The deleted images, without duplicates, however many tags they had.
    public var deleted: Set<ImageDigest> = []
    /// The images that ECR refused to delete, with reasons.
    public var failures: [ImageFailure] = []
    /// The error of a failed call, if one failed.
    ///
    /// The state of the call's images is unknown, and later batches were not sent.
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
    /// ECR answers with status 200 even if it deletes nothing: refusals are in the report. So is the error of a failed
    /// call, since the calls before it took effect.
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
        /// An image appears once for each tag that it had.
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
