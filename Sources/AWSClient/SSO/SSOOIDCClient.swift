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

        private enum CodingKeys: CodingKey {
            case accessToken, expiresIn, refreshToken
        }

        init(accessToken: String, expiresIn: Int, refreshToken: String?) {
            (self.accessToken, self.expiresIn, self.refreshToken) = (accessToken, expiresIn, refreshToken)
        }

        /// Reads the answer, which must not replace a good token by one that no tool takes.
        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            accessToken = try members.decode(String.self, forKey: .accessToken)
            expiresIn = try members.decode(Int.self, forKey: .expiresIn)
            refreshToken = try members.decodeIfPresent(String.self, forKey: .refreshToken)
            let isPrintable = accessToken.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            guard !accessToken.isEmpty, isPrintable, expiresIn > 0 else {
                throw DecodingError.dataCorruptedError(
                    forKey: .accessToken, in: members, debugDescription: "the token or its lifetime is not valid")
            }
        }
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
