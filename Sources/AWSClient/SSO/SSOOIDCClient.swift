import Essentials

/// Calls the sign-in service of IAM Identity Center in one region.
///
/// - SeeAlso: [IAM Identity Center OIDC API reference](https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/Welcome.html)
public struct SSOOIDCClient: Sendable {
    let client: AWSClient

    /// Creates a client.
    ///
    /// - Parameter client: a client of ``AWSService/ssoOIDC`` in the region of the portal. Its credentials are never
    ///   asked for, so ``NoCredentials`` will do.
    public init(client: AWSClient) {
        self.client = client
    }

    /// Exchanges a refresh token for a new access token (`CreateToken`).
    ///
    /// The request is not signed. No error holds a token or the client's secret.
    ///
    /// - SeeAlso: [CreateToken](https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html)
    func createToken(_ refresh: SSOToken.Refresh) async throws -> NewToken {
        try await client.call(CreateToken(refresh: refresh))
    }

    /// The answer of the service.
    struct NewToken: Decodable, Sendable {
        let accessToken: String
        /// The lifetime of the access token, in seconds.
        let expiresIn: Int
        let refreshToken: String?
    }
}

private struct CreateToken: AWSRESTRequest, Encodable {
    static let operation = "CreateToken"
    static let isSigned = false

    let clientId: String
    let clientSecret: String
    let grantType = "refresh_token"
    let refreshToken: String

    init(refresh: SSOToken.Refresh) {
        clientId = refresh.clientID
        clientSecret = refresh.clientSecret
        refreshToken = refresh.refreshToken
    }

    private enum CodingKeys: CodingKey {
        case clientId, clientSecret, grantType, refreshToken
    }

    var path: [String] { ["token"] }
    var secrets: [String] { [clientSecret, refreshToken] }

    typealias Response = SSOOIDCClient.NewToken
}
