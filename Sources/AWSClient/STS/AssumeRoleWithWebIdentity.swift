extension STSClient {
    /// Asks for temporary credentials in exchange for an identity provider's token (`AssumeRoleWithWebIdentity`).
    ///
    /// The request is not signed: the token shows who asks. No error holds the token.
    ///
    /// - SeeAlso: [AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)
    public func assumeRole(_ arn: String, sessionName: String, webIdentityToken: String) async throws -> Credentials {
        try await client.call(
            AssumeRoleWithWebIdentity(arn: arn, sessionName: sessionName, token: webIdentityToken)
        ).credentials
    }
}

private struct AssumeRoleWithWebIdentity: STSRequest {
    static let operation = "AssumeRoleWithWebIdentity"
    static let isSigned = false

    let arn: String
    let sessionName: String
    let token: String

    var secrets: [String] { [token] }

    var parameters: [(name: String, value: String)] {
        [("RoleArn", arn), ("RoleSessionName", sessionName), ("WebIdentityToken", token)]
    }

    typealias Response = TemporaryCredentials
}
