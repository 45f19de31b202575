import AWSClient
import Essentials
import Formats
public import ImageModel

extension ECRClient {
    /// Moves an image to the archive (`UpdateImageStorageClass`).
    ///
    /// ECR Public lacks an archive.
    ///
    /// - Returns: the image's new status.
    /// - Throws: `AWSError`, with the code `ImageNotFoundException` if the image is gone. The code is
    ///   `ImageStorageClassUpdateNotSupportedException` if the image can't be archived.
    public func archiveImage(_ digest: ImageDigest, in repository: RepositoryName) async throws -> ImageStatus {
        try requirePrivateRegistry(for: UpdateImageStorageClass.operation)
        let answer = try await client.call(
            UpdateImageStorageClass(repositoryName: repository, digest: digest, targetStorageClass: "ARCHIVE"))
        try check([answer.origin], of: repository, UpdateImageStorageClass.operation)
        return answer.imageStatus
    }
}

private struct UpdateImageStorageClass: AWSJSONRequest {
    static let operation = "UpdateImageStorageClass"

    let repositoryName: RepositoryName
    let digest: ImageDigest
    let targetStorageClass: String

    struct Response: Sendable {
        let imageStatus: ImageStatus
        let origin: AnswerOrigin
    }

    func body() -> Data {
        JSONWriter.body { writer in
            writer.member("repositoryName", repositoryName.description)
            writer.key("imageId")
            writer.imageIdentifier(digest)
            writer.member("targetStorageClass", targetStorageClass)
        }
    }

    static func response(from body: Data) throws -> Response {
        try JSONReader.read(body) { reader in
            var status = JSONMember<ImageStatus>()
            var origin = AnswerOrigin()
            try reader.object { reader, name in
                switch name {
                case "imageStatus": try status.take(from: &reader) { ImageStatus(try $0.string()) }
                default: if try !origin.take(name, from: &reader) { try reader.skip() }
                }
            }
            return Response(imageStatus: try status.required("imageStatus"), origin: origin)
        }
    }
}
