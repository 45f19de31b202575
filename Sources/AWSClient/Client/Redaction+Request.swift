import HTTPTypes

extension Redaction {
    /// Creates a redaction of a request's credentials, signature and other secrets.
    init(of credentials: Credentials, and request: HTTPRequest? = nil, secrets: [String] = []) {
        let authorization = request?.headerFields[.authorization].flatMap(SigV4Signer.Authorization.init)
        self.init(
            of: [credentials.secretAccessKey, credentials.sessionToken ?? "", authorization?.signature ?? ""] + secrets)
    }
}
