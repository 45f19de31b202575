import AWSClient
public import Essentials
import HTTPTransport
import HTTPTypes
public import ImageModel

/// The encryption of an object at rest.
public enum S3Encryption: Sendable, Hashable {
    /// By the bucket's own setting.
    case bucketDefault
    /// By a key of KMS; without one, by AWS's own key for S3.
    case kms(keyID: String?)
}

/// The version that a write made.
public struct S3Version: Sendable, Hashable {
    /// The entity tag, without quotation marks; `nil` if S3 does not tell it.
    public let entityTag: String?
    /// The id of the version; `nil` in a bucket without versions.
    public let versionID: String?
}

extension S3Client {
    /// Writes an object (`PutObject`).
    ///
    /// A checksum is sent along, so S3 refuses bytes that were changed on the way. A retry writes the same bytes again.
    ///
    /// - Parameters:
    ///   - body: the bytes, at most 5 GiB.
    ///   - contentType: the media type, such as `application/json`.
    ///   - expectedOwner: the account that must own the bucket; `nil` to accept any.
    /// - Throws: `AWSError`, `CancellationError`.
    @discardableResult
    public func putObject(
        _ object: S3URI, body: Data, contentType: String, encryption: S3Encryption = .bucketDefault,
        expectedOwner: String? = nil
    ) async throws -> S3Version {
        let checksum: String
        do {
            checksum = try S3Checksum.crc32.value(of: body)
        } catch {
            throw AWSError(
                code: .signing, operation: "s3:\(PutObject.operation)", message: "\(error)", attempts: 0)
        }
        return try await call(
            PutObject(
                bucket: object.bucket, key: object.key, body: body, contentType: contentType, checksum: checksum,
                encryption: encryption, expectedOwner: expectedOwner))
    }
}

private struct PutObject: S3Request {
    static let operation = "PutObject"

    let bucket: String
    let key: String?
    let body: Data
    let contentType: String
    let checksum: String
    let encryption: S3Encryption
    let expectedOwner: String?
    var method: HTTPRequest.Method { .put }

    var ownFields: HTTPFields {
        var fields: HTTPFields = [.contentType: contentType, S3Checksum.crc32.field: checksum]
        if case .kms(let keyID) = encryption {
            fields[.serverSideEncryption] = "aws:kms"
            fields[.serverSideEncryptionKeyID] = keyID
            // One data key of the bucket serves many objects, so KMS is called far less often.
            fields[.serverSideEncryptionBucketKey] = "true"
        }
        return fields
    }

    func response(from response: TransportResponse) throws -> S3Version {
        let fields = response.head.headerFields
        return S3Version(entityTag: fields[.eTag].map(entityTag), versionID: fields.realVersionID)
    }
}
