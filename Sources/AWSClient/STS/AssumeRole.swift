/// A role to act as, and how the session is asked for.
public struct AssumedRole: Sendable, Hashable {
    /// The role's ARN.
    public var arn: String
    /// What the session is called in the role's account, in its logs and in the caller's ARN.
    ///
    /// Between 2 and 64 letters, digits, and `_+=,.@-`.
    public var sessionName: String
    /// The external id, where the role's trust policy asks for one.
    public var externalID: String?
    /// How long the credentials last, in seconds.
    ///
    /// An hour by default: every role allows that, and one that is assumed with another role's credentials allows no
    /// more.
    public var durationSeconds: Int

    /// Describes a role to act as.
    public init(arn: String, sessionName: String, externalID: String? = nil, durationSeconds: Int = 3_600) {
        self.arn = arn
        self.sessionName = sessionName
        self.externalID = externalID
        self.durationSeconds = durationSeconds
    }
}

extension STSClient {
    /// Asks for temporary credentials to act as a role (`AssumeRole`).
    ///
    /// The caller needs `sts:AssumeRole` on the role, and the role's trust policy must name the caller. AWS refuses
    /// alike a role that does not exist, one that trusts others, and a wrong external id.
    ///
    /// - SeeAlso: [AssumeRole](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html)
    public func assumeRole(_ role: AssumedRole) async throws -> Credentials {
        try await client.call(AssumeRole(role: role)).credentials
    }
}

private struct AssumeRole: STSRequest {
    static let operation = "AssumeRole"

    let role: AssumedRole

    var parameters: [(name: String, value: String)] {
        var parameters = [
            (name: "RoleArn", value: role.arn), (name: "RoleSessionName", value: role.sessionName),
            (name: "DurationSeconds", value: "\(role.durationSeconds)"),
        ]
        if let externalID = role.externalID { parameters.append((name: "ExternalId", value: externalID)) }
        return parameters
    }

    struct Response: AWSQueryResponse {
        let credentials: Credentials

        init(result: XMLTree) throws {
            let element = try result.child("Credentials")
            credentials = Credentials(
                accessKeyID: try element.text(of: "AccessKeyId"),
                secretAccessKey: try element.text(of: "SecretAccessKey"),
                sessionToken: try element.text(of: "SessionToken"), expiration: try element.time(of: "Expiration"))
        }
    }
}
