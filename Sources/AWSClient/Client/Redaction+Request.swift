import HTTPTypes

extension Redaction {
    /// Creates the redaction of what a request was signed with.
    init(of credentials: Credentials, and request: HTTPRequest? = nil) {
        let authorization = request?.headerFields[.authorization].flatMap(SigV4Signer.Authorization.init)
        self.init(of: [credentials.secretAccessKey, credentials.sessionToken ?? "", authorization?.signature ?? ""])
    }
}
