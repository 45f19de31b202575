public import Essentials
import Formats

/// The credentials of a role that is assumed by a web identity's token.
///
/// Each call reads the token's file again and assumes the role. Put the provider into a ``CachedCredentialProvider``.
/// As in botocore, the call is repeated when STS can't reach the identity provider. A refused token is final. See the
/// AWS SDKs and Tools Reference Guide, "Assume role with web identity".
public struct WebIdentityCredentialProvider: CredentialProvider {
    private let identity: WebIdentity
    private let sessionName: String
    private let sts: STSClient
    private let files: FileReader
    private let now: @Sendable () -> Date

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - identity: The role and the file of the token.
    ///   - sts: A client of STS. Its credentials are never asked for, so ``NoCredentials`` will do.
    ///   - files: Reads the token.
    ///   - now: The clock that expirations are compared with.
    public init(
        _ identity: WebIdentity, sts: STSClient, files: FileReader = .disk, now: @escaping @Sendable () -> Date
    ) {
        self.identity = identity
        self.sts = sts
        self.files = files
        self.now = now
        // One name for the provider's life, so that a run's calls belong together in the account's logs.
        let name = identity.sessionName.flatMap { $0.isEmpty ? nil : $0 }
        sessionName = name ?? "ecr-cleanup-\(Int(now().timeIntervalSince1970))"
    }

    /// Assumes the role and returns its credentials.
    ///
    /// The result is never `nil`.
    ///
    /// - Throws: ``CredentialError``, which never holds the token, and `CancellationError` when the task was cancelled.
    public func credentials() async throws -> Credentials? {
        guard !identity.roleARN.isEmpty else {
            throw failure(
                "there is no role to assume with the token",
                nextStep: "Set the role's ARN: AWS_ROLE_ARN in the environment, role_arn in a profile")
        }
        do {
            return try await sts.assumeRole(
                identity.roleARN, sessionName: sessionName, webIdentityToken: try token()
            ).checked(from: identity.source, now: now())
        } catch let error as AWSError {
            throw failure(
                "the role \(identity.roleARN) can't be assumed: \(error.summary)", nextStep: Self.nextStep(after: error)
            )
        }
    }

    private func token() throws(CredentialError) -> String {
        let path = identity.tokenFile
        guard let bytes = try? files.contents(ofFileAt: path) else {
            throw failure(
                "the file \(path) can't be read",
                nextStep: "Check that the identity provider writes its token there, and that this user may read it")
        }
        // Some write a line break behind the token, which STS refuses.
        let token = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard token.count == 1, let token = token.first else {
            throw failure(
                "the file \(path) does not hold a token", nextStep: "Check what the identity provider writes there")
        }
        return String(token)
    }

    private static func nextStep(after error: AWSError) -> String {
        switch error.code {
        case "ExpiredTokenException":
            "The token has ended: check that the identity provider still replaces the file"
        case "AccessDenied", "InvalidIdentityToken", "IDPRejectedClaim", "ValidationError":
            "Check that the role exists, and that its trust policy names the identity provider, the audience and the "
                + "subject of the token"
        case .connection: "Check the network, the region, the proxy settings and any endpoint override"
        default: "Try again later, or set the role up anew if it stays"
        }
    }

    private func failure(_ message: String, nextStep: String) -> CredentialError {
        CredentialError(source: identity.source, message: message, nextStep: nextStep)
    }
}
