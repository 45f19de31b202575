/// A role that is assumed by the token of an identity provider.
///
/// Pods (IAM roles for service accounts) and CI jobs (OpenID Connect) have such a token in a file.
public struct WebIdentity: Sendable, Hashable {
    /// The path of the file with the token, which the identity provider replaces from time to time.
    public var tokenFile: String
    /// The role's ARN.
    public var roleARN: String
    /// The session's name in the role's account, or `nil` for `ecr-cleanup-` and the time.
    public var sessionName: String?
    /// The setting that names the token's file, as words for errors.
    ///
    /// Examples are `AWS_WEB_IDENTITY_TOKEN_FILE` and `profile ci (/home/me/.aws/config, line 2)`.
    public var source: String

    /// Describes a web identity.
    public init(tokenFile: String, roleARN: String, sessionName: String? = nil, source: String) {
        self.tokenFile = tokenFile
        self.roleARN = roleARN
        self.sessionName = sessionName
        self.source = source
    }
}
