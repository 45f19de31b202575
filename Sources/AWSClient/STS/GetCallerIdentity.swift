/// The identity that signs a request.
public struct CallerIdentity: Sendable, Hashable {
    /// The account, as 12 digits.
    public let account: String
    /// The ARN of the user, the root user or the role's session.
    ///
    /// A session's ARN is `arn:aws:sts::123456789012:assumed-role/role/session`, without the path of its role.
    public let arn: String
    /// The id of the user or of the session.
    ///
    /// A user or role that is created again under the same name has another id.
    public let userID: String

    /// Creates an identity.
    public init(account: String, arn: String, userID: String) {
        self.account = account
        self.arn = arn
        self.userID = userID
    }
}

extension STSClient {
    /// Asks which identity signs the requests (`GetCallerIdentity`).
    ///
    /// The call needs no permission: AWS answers even if a policy denies it.
    public func getCallerIdentity() async throws -> CallerIdentity {
        try await client.call(GetCallerIdentity()).identity
    }
}

private struct GetCallerIdentity: STSRequest {
    static let operation = "GetCallerIdentity"

    let parameters: [(name: String, value: String)] = []

    struct Response: AWSQueryResponse {
        let identity: CallerIdentity

        init(result: XMLTree) throws {
            identity = CallerIdentity(
                account: try result.text(of: "Account"), arn: try result.text(of: "Arn"),
                userID: try result.text(of: "UserId"))
        }
    }
}
