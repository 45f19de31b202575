public import Essentials
import Formats
public import HTTPTypes
public import ImageModel

/// Signs requests for one service and region by Signature Version 4.
///
/// Signing is pure: the same request, body and time always give the same signature. Sign every attempt again, since AWS
/// refuses a signature that is more than a few minutes old. The whole body is always signed.
///
/// A signature holds for the exact bytes of the request head. Send the authority as the `Host` field, and neither
/// change nor re-encode the path afterwards.
///
/// Specification: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
public struct SigV4Signer: Sendable {
    /// The credentials that sign.
    public let credentials: Credentials

    /// The region of the signature's scope.
    public let region: Region

    /// The service's signing name, such as `ecr`.
    ///
    /// For `s3`, paths are signed as they are, and the body's hash is sent.
    public let service: String

    /// Creates a signer for a service, by its signing name.
    public init(credentials: Credentials, region: Region, service: String) {
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// Returns the request with the fields that authenticate it.
    ///
    /// `X-Amz-Date`, `Authorization` and, with temporary credentials, `X-Amz-Security-Token` are set. Those of an
    /// earlier signature are replaced or removed. All other fields are signed as they are, except those that proxies
    /// and clients change on the way.
    ///
    /// - Parameters:
    ///   - head: The request. Its path and query must be percent-encoded as they will be sent.
    ///   - body: All of the body, empty when there is none.
    ///   - date: When the request is signed; fractions of a second are dropped.
    /// - Throws: ``HashError`` when the system's cryptographic library fails.
    public func sign(_ head: HTTPRequest, body: Data, at date: Date) throws(HashError) -> HTTPRequest {
        var signed = head
        signed.headerFields[.authorization] = nil
        signed.headerFields[.amzDate] = Timestamp(date).text
        signed.headerFields[.amzSecurityToken] = credentials.sessionToken
        if service == "s3" {
            signed.headerFields[.amzContentSHA256] = Hex.encode(try SHA256.hash(body))
        }

        let names = CanonicalRequest.fieldsToSign(in: signed)
        let authorization = Authorization(
            accessKeyID: credentials.accessKeyID,
            day: Timestamp(date).day,
            region: region.code,
            service: service,
            signedFields: names,
            signature: try signature(of: signed, body: body, at: date, signedFields: names))
        signed.headerFields[.authorization] = authorization.fieldValue
        return signed
    }

    /// Computes the signature of a request, in lower-case hexadecimal.
    ///
    /// To verify a request, a server that knows the secret computes this signature with the request's fields and time.
    ///
    /// - Parameters:
    ///   - head: The request, with the fields that are signed.
    ///   - body: All of the body, empty when there is none.
    ///   - date: The time of the request's `X-Amz-Date`.
    ///   - signedFields: The names of the fields to sign, in any order. `host` stands for the authority.
    /// - Throws: ``HashError`` when the system's cryptographic library fails.
    public func signature(
        of head: HTTPRequest, body: Data, at date: Date, signedFields: [HTTPField.Name]
    ) throws(HashError) -> String {
        let request = CanonicalRequest(
            head, bodyHash: Hex.encode(try SHA256.hash(body)), signedFields: signedFields,
            encodesPath: service != "s3")
        let requestHash = Hex.encode(try SHA256.hash(request.text.utf8))
        let timestamp = Timestamp(date)
        let stringToSign = """
            AWS4-HMAC-SHA256
            \(timestamp.text)
            \(timestamp.day)/\(region.code)/\(service)/aws4_request
            \(requestHash)
            """
        let key = try signingKey(day: timestamp.day)
        return Hex.encode(try HMACSHA256.code(for: stringToSign.utf8, key: key))
    }

    /// The key that signs for a day.
    ///
    /// It is not cached. Deriving it takes four hashes, far less time than a request takes, and a cache would need a
    /// lock.
    private func signingKey(day: String) throws(HashError) -> [UInt8] {
        var key = Array("AWS4\(credentials.secretAccessKey)".utf8)
        for part in [day, region.code, service, "aws4_request"] {
            key = try HMACSHA256.code(for: part.utf8, key: key)
        }
        return key
    }
}
