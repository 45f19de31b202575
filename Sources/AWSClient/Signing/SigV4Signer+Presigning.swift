public import Essentials
import Formats
public import HTTPTypes
import ImageModel

extension SigV4Signer {
    /// Returns the request with its signature in the query, for others to send.
    ///
    /// A presigned request needs no further fields: who has its URL and its own fields can send it until it expires. The
    /// parameters stand in the order of botocore, behind the request's own.
    ///
    /// - Parameters:
    ///   - head: The request, without a body. All of its fields are signed, except those that change on the way.
    ///   - date: When the request is signed; fractions of a second are dropped.
    ///   - lifetime: How many seconds the signature is valid.
    /// - Throws: ``HashError`` when the system's cryptographic library fails.
    /// - SeeAlso: [Authenticating requests by query parameters](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html)
    public func presign(_ head: HTTPRequest, at date: Date, lifetime: Int) throws(HashError) -> HTTPRequest {
        let names = CanonicalRequest.fieldsToSign(in: head)
        let timestamp = Timestamp(date)
        var parameters = [
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
            (
                "X-Amz-Credential",
                "\(credentials.accessKeyID)/\(timestamp.day)/\(region.code)/\(service)/aws4_request"
            ),
            ("X-Amz-Date", timestamp.text),
            ("X-Amz-Expires", "\(lifetime)"),
            ("X-Amz-SignedHeaders", names.map(\.canonicalName).joined(separator: ";")),
        ]
        if let token = credentials.sessionToken { parameters.append(("X-Amz-Security-Token", token)) }

        var presigned = head
        for (name, value) in parameters { presigned.appendParameter(name, value) }
        presigned.appendParameter(
            "X-Amz-Signature", try signature(of: presigned, body: Data(), at: date, signedFields: names))
        return presigned
    }
}

extension HTTPRequest {
    /// Appends a parameter to the query.
    fileprivate mutating func appendParameter(_ name: String, _ value: String) {
        let path = path ?? "/"
        self.path =
            "\(path)\(path.utf8.contains(UInt8(ascii: "?")) ? "&" : "?")\(name)=\(PercentEncoding.encode(value.utf8))"
    }
}
