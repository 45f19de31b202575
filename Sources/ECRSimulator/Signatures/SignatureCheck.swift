import AWSClient
import Essentials
import HTTPTypes
import ImageModel

/// Verifies a request's signature as AWS does, with AWS's errors.
struct SignatureCheck {
    var credentials: [Credentials]
    /// The regions that a signature may name.
    var regions: Set<String>
    var service: Service
    var now: Date

    /// The tolerance for a request's time, in seconds.
    private static let tolerance: TimeInterval = 300

    /// Verifies one request.
    ///
    /// - Throws: ``ServiceError`` for a missing or invalid signature.
    func verify(_ head: HTTPRequest, _ body: Data) throws {
        guard let field = head.headerFields[.authorization] else {
            throw ServiceError(
                code: "MissingAuthenticationTokenException", message: "Missing Authentication Token")
        }
        guard let authorization = SigV4Signer.Authorization(field),
            let timestamp = head.headerFields[.amzDate].flatMap({ SigV4Signer.Timestamp($0) })
        else {
            throw ServiceError(
                code: "IncompleteSignatureException",
                message: "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature', and X-Amz-Date")
        }
        guard let signer = signer(authorization, token: head.headerFields[.amzSecurityToken]) else {
            throw ServiceError(
                code: "UnrecognizedClientException", message: "The security token included in the request is invalid.")
        }
        try checkScope(authorization, timestamp)
        try checkTime(timestamp)
        try checkSignedFields(authorization, head)
        let signature = try signer.signature(
            of: head, body: body, at: timestamp.date, signedFields: authorization.signedFields)
        guard signature == authorization.signature else {
            throw Self.invalid(
                """
                The request signature we calculated does not match the signature you provided. Check your AWS Secret \
                Access Key and signing method. Consult the service documentation for details.
                """)
        }
    }

    private func signer(_ authorization: SigV4Signer.Authorization, token: String?) -> SigV4Signer? {
        guard let region = Region(authorization.region),
            let key = credentials.first(where: {
                $0.accessKeyID == authorization.accessKeyID && $0.sessionToken == token
            })
        else { return nil }
        return SigV4Signer(credentials: key, region: region, service: service.signingName)
    }

    private func checkScope(_ authorization: SigV4Signer.Authorization, _ timestamp: SigV4Signer.Timestamp) throws {
        guard authorization.service == service.signingName else {
            throw Self.invalid("Credential should be scoped to correct service: '\(service.signingName)'.")
        }
        guard regions.contains(authorization.region) else {
            throw Self.invalid("Credential should be scoped to a valid region.")
        }
        guard authorization.day == timestamp.day else {
            throw Self.invalid(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP")
        }
    }

    private func checkTime(_ timestamp: SigV4Signer.Timestamp) throws {
        let earliest = SigV4Signer.Timestamp(now.addingTimeInterval(-Self.tolerance))
        let latest = SigV4Signer.Timestamp(now.addingTimeInterval(Self.tolerance))
        let current = SigV4Signer.Timestamp(now)
        guard timestamp.date >= earliest.date else {
            throw Self.invalid(
                "Signature expired: \(timestamp.text) is now earlier than \(earliest.text) (\(current.text) - 5 min.)")
        }
        guard timestamp.date <= latest.date else {
            throw Self.invalid(
                "Signature not yet current: \(timestamp.text) is still later than \(latest.text) (\(current.text) + 5 min.)"
            )
        }
    }

    /// Requires that the host and all fields of Amazon are signed.
    private func checkSignedFields(_ authorization: SigV4Signer.Authorization, _ head: HTTPRequest) throws {
        let signed = Set(authorization.signedFields.map(\.canonicalName))
        let required = ["host"] + head.headerFields.map(\.name.canonicalName).filter { $0.hasPrefix("x-amz-") }
        if let missing = required.first(where: { !signed.contains($0) }) {
            throw Self.invalid("'\(missing)' must be a 'SignedHeader' in the AWS Authorization.")
        }
    }

    private static func invalid(_ message: String) -> ServiceError {
        ServiceError(code: "InvalidSignatureException", message: message)
    }
}
