import AWSClient
import Essentials
import ImageModel
import S3Client

/// Reads texts that are kept in parameters of Systems Manager or in S3.
struct StoredTextReader: Sendable {
    /// The client for parameters.
    let parameters: SSMClient
    /// The client for objects, in the region of the run.
    let objects: S3Client

    /// Reads a parameter.
    ///
    /// - Throws: `AWSError`, `CancellationError`.
    func parameter(_ name: String, in context: CallContext) async throws -> StoredText {
        let parameter = try await parameters.scoped(to: context).parameter(name)
        return StoredText(
            content: Data(parameter.value.utf8), version: parameter.version.map(String.init),
            isSecret: parameter.isSecure)
    }

    /// Reads an object.
    ///
    /// - Parameter limit: the largest size that is accepted, in bytes.
    /// - Throws: `AWSError`, `CancellationError`.
    func object(_ uri: S3URI, limit: Int, in context: CallContext) async throws -> StoredText {
        let object = try await objects.scoped(to: context).getObject(uri, maximumSize: limit)
        return StoredText(content: object.body, version: object.versionID ?? object.entityTag)
    }
}
