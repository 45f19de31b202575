import AWSClient
public import ImageModel

extension ECRClient {
    /// Moves an image to the archive (`UpdateImageStorageClass`).
    ///
    /// ECR Public has no archive.
    ///
    /// - Returns: the image's status thereafter.
    /// - Throws: `AWSError` with the code `ImageNotFoundException` when the image is gone, and
    ///   `ImageStorageClassUpdateNotSupportedException` when it can't be archived.
    public func archiveImage(_ digest: ImageDigest, in repository: RepositoryName) async throws -> ImageStatus {
        try requirePrivateRegistry(for: UpdateImageStorageClass.operation)
        let answer = try await client.call(
            UpdateImageStorageClass(
                repositoryName: repository, imageId: ImageIdentifier(imageDigest: digest),
                targetStorageClass: "ARCHIVE"))
        return ImageStatus(answer.imageStatus)
    }
}

private struct UpdateImageStorageClass: AWSJSONRequest {
    static let operation = "UpdateImageStorageClass"

    let repositoryName: RepositoryName
    let imageId: ImageIdentifier
    let targetStorageClass: String

    struct Response: Decodable {
        let imageStatus: String
    }
}
