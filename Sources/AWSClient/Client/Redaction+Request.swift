import HTTPTypes

extension Redaction {
    /// Creates a redaction of a request's credentials and signature.
    init(of credentials: Credentials, and request: HTTPRequest? = nil) {
        let authorization = request?.headerFields[.authorization].flatMap(SigV4Signer.Authorization.init)
        self.init(of: [credentials.secretAccessKey, credentials.sessionToken ?? "", authorization?.signature ?? ""])
    }
}
