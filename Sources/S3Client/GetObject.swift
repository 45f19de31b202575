import AWSClient
public import Essentials
import Formats
import HTTPTransport
import HTTPTypes
public import ImageModel

/// An object that was read, and its version.
public struct S3Object: Sendable, Hashable {
    /// The bytes.
    public let body: Data
    /// The time of the last write; `nil` if S3 does not tell it.
    public let lastModified: Date?
    /// The entity tag, without quotation marks; `nil` if S3 does not tell it.
    public let entityTag: String?
    /// The id of the version; `nil` in a bucket without versions.
    public let versionID: String?
}

extension S3Client {
    /// Reads an object to its end (`GetObject`).
    ///
    /// The bytes are compared with the checksum that S3 keeps, if there is one.
    ///
    /// - Parameters:
    ///   - object: the object.
    ///   - maximumSize: the largest size that is accepted, in bytes. A larger object is an error that names it.
    ///   - expectedOwner: the account that must own the bucket; `nil` to accept any.
    /// - Throws: `AWSError`, `CancellationError`.
    public func getObject(
        _ object: S3URI, maximumSize: Int, expectedOwner: String? = nil
    ) async throws -> S3Object {
        let request = GetObject(
            bucket: object.bucket, key: object.key, maximumResponseSize: maximumSize, expectedOwner: expectedOwner)
        do {
            return try await call(request)
        } catch let error as AWSError where error.code == .tooLarge {
            throw AWSError(
                code: .tooLarge, operation: error.operation,
                message: "\(request.subject) has more than \(maximumSize) bytes, which is the most that is read",
                attempts: error.attempts)
        }
    }
}

private struct GetObject: S3Request {
    static let operation = "GetObject"

    let bucket: String
    let key: String?
    let maximumResponseSize: Int
    let expectedOwner: String?
    var method: HTTPRequest.Method { .get }
    var ownFields: HTTPFields { [.checksumMode: "ENABLED"] }

    func response(from response: TransportResponse) throws -> S3Object {
        let fields = response.head.headerFields
        try S3Checksum.verify(response.body, by: fields)
        return S3Object(
            body: response.body, lastModified: fields[.lastModified].flatMap(HTTPDate.parse),
            entityTag: fields[.eTag].map(entityTag), versionID: fields.realVersionID)
    }
}

/// The entity tag in a field, without its quotation marks.
func entityTag(in field: String) -> String { field.filter { $0 != "\"" } }

extension HTTPFields {
    /// The id of an object's version.
    ///
    /// S3 says `null` for an object from before the bucket had versions.
    var realVersionID: String? { self[.versionID].flatMap { $0 == "null" ? nil : $0 } }
}
