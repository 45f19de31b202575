import Essentials
import HTTPTransport
import HTTPTypes

/// Calls the portal of IAM Identity Center in one region.
///
/// - SeeAlso: [IAM Identity Center portal API reference](https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/welcome.html)
public struct SSOClient: Sendable {
    let client: AWSClient

    /// Creates a client.
    ///
    /// - Parameter client: a client of ``AWSService/sso`` in the region of the portal. Its credentials are never asked
    ///   for, so ``NoCredentials`` will do.
    public init(client: AWSClient) {
        self.client = client
    }

    /// Asks for a role's credentials (`GetRoleCredentials`).
    ///
    /// The request is not signed: the token shows who asks. No error holds the token.
    ///
    /// - SeeAlso: [GetRoleCredentials](https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html)
    public func getRoleCredentials(accountID: String, roleName: String, accessToken: String) async throws -> Credentials
    {
        let request = GetRoleCredentials(accountID: accountID, roleName: roleName, accessToken: accessToken)
        return try await client.call(request).credentials
    }
}

private struct GetRoleCredentials: AWSRESTRequest {
    static let operation = "GetRoleCredentials"
    static let isSigned = false

    let accountID: String
    let roleName: String
    let accessToken: String

    var path: [String] { ["federation", "credentials"] }
    var query: [(name: String, value: String)] { [("role_name", roleName), ("account_id", accountID)] }
    var headerFields: HTTPFields { [.bearerToken: accessToken] }

    struct Response: Decodable, Sendable {
        let credentials: Credentials

        private enum CodingKeys: String, CodingKey {
            case roleCredentials
        }

        private struct RoleCredentials: Decodable {
            let accessKeyId: String
            let secretAccessKey: String
            let sessionToken: String
            /// In milliseconds since 1970.
            let expiration: Int64
        }

        init(from decoder: any Decoder) throws {
            let role = try decoder.container(keyedBy: CodingKeys.self)
                .decode(RoleCredentials.self, forKey: .roleCredentials)
            credentials = Credentials(
                accessKeyID: role.accessKeyId, secretAccessKey: role.secretAccessKey, sessionToken: role.sessionToken,
                expiration: Date(timeIntervalSince1970: Double(role.expiration) / 1_000))
        }
    }
}

extension HTTPField.Name {
    fileprivate static let bearerToken = HTTPField.Name(constant: "x-amz-sso_bearer_token")
}
