import AWSClient
public import ImageModel
import JSON

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

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
            UpdateImageStorageClass(repositoryName: repository, digest: digest, targetStorageClass: "ARCHIVE"))
        return ImageStatus(answer.imageStatus)
    }
}

private struct UpdateImageStorageClass: AWSJSONRequest {
    static let operation = "UpdateImageStorageClass"

    let repositoryName: RepositoryName
    let digest: ImageDigest
    let targetStorageClass: String

    struct Response: Decodable {
        let imageStatus: String
    }

    func body() -> Data {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("repositoryName", repositoryName.description)
            writer.key("imageId")
            writer.imageIdentifier(digest)
            writer.member("targetStorageClass", targetStorageClass)
        }
        return Data(writer.bytes)
    }
}
