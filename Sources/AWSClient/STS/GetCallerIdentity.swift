/// Who a request is signed by.
public struct CallerIdentity: Sendable, Hashable {
    /// The account, as 12 digits.
    public let account: String
    /// The user, the root user, or the session of a role, such as `arn:aws:sts::123456789012:assumed-role/role/session`.
    ///
    /// The ARN of a session does not have the path of its role.
    public let arn: String
    /// The id of the user or of the session, which differs from that of an earlier one of the same name.
    public let userID: String

    /// Creates an identity.
    public init(account: String, arn: String, userID: String) {
        self.account = account
        self.arn = arn
        self.userID = userID
    }
}

extension STSClient {
    /// Asks who the requests are signed by (`GetCallerIdentity`).
    ///
    /// It needs no permission: AWS answers it even where a policy denies it.
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
