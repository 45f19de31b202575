public import Essentials
import Formats

/// The credentials of a role that is assumed on each call.
///
/// Put it into a ``CachedCredentialProvider``, which assumes the role anew shortly before they end, and once for all who
/// wait. Roles are chained by a client of STS whose own credentials are another role's.
public struct AssumedRoleProvider: CredentialProvider {
    private let sts: STSClient
    private let role: AssumedRole
    private let now: @Sendable () -> Date

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - sts: The client of STS, with the credentials of whom the role trusts. The calls belong to its run.
    ///   - roleARN: The role.
    ///   - externalID: The external id, where the role's trust policy asks for one.
    ///   - sessionName: What the session is called in the role's account.
    ///   - now: The clock that expirations are compared with.
    public init(
        sts: STSClient, roleARN: String, externalID: String? = nil, sessionName: String = "ecr-cleanup",
        now: @escaping @Sendable () -> Date
    ) {
        self.sts = sts
        role = AssumedRole(arn: roleARN, sessionName: sessionName, externalID: externalID)
        self.now = now
    }

    /// Assumes the role.
    ///
    /// It never returns `nil`.
    ///
    /// - Throws: ``CredentialError``, which names the role, and `CancellationError` when the task was cancelled.
    public func credentials() async throws -> Credentials? {
        let credentials: Credentials
        do {
            credentials = try await sts.assumeRole(role)
        } catch let error as AWSError {
            throw failure("\(error)", nextStep: error.nextStep)
        }
        if let end = credentials.expiration, end <= now() {
            throw failure(
                "the credentials that STS gave expired at \(end.iso8601) already",
                nextStep: "Check this machine's clock")
        }
        return credentials
    }

    private func failure(_ message: String, nextStep: String) -> CredentialError {
        CredentialError(source: "the role \(role.arn)", message: message, nextStep: nextStep)
    }
}

extension AWSError {
    /// What there is to do besides what `advice` says.
    ///
    /// Where STS refuses, the cause may be on the role's side, and STS does not say which it is.
    fileprivate var nextStep: String {
        let isRefusal = ["AccessDenied", "ValidationError"].contains(code)
        return isRefusal
            ? "Check that the role exists, that its trust policy names whom this runs as, and its external id"
            : "Until it can be assumed, nothing can be done as this role"
    }
}
