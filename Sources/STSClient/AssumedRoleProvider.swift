public import AWSClient

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The credentials of a role, assumed anew shortly before they end.
///
/// They are kept as ``CachedCredentialProvider`` keeps all: however many callers wait, the role is assumed once at a
/// time. Roles are chained by a client of STS whose own credentials are another role's.
public struct AssumedRoleProvider: CredentialProvider {
    private let cache: CachedCredentialProvider

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - role: The role.
    ///   - client: The client of STS, with the credentials of whom the role trusts. The calls belong to its run.
    ///   - now: The clock that expirations are compared with.
    public init(_ role: AssumedRole, client: STSClient, now: @escaping @Sendable () -> Date) {
        cache = CachedCredentialProvider(Source(role: role, client: client, now: now), now: now)
    }

    /// Returns the credentials that are kept, or assumes the role.
    ///
    /// It never returns `nil`.
    ///
    /// - Throws: ``CredentialError``, which names the role, and `CancellationError` when the caller's task was cancelled.
    public func credentials() async throws -> Credentials? {
        try await cache.credentials()
    }

    /// Assumes the role on each call.
    private struct Source: CredentialProvider {
        let role: AssumedRole
        let client: STSClient
        let now: @Sendable () -> Date

        func credentials() async throws -> Credentials? {
            let credentials: Credentials
            do {
                credentials = try await client.assumeRole(role)
            } catch let error as AWSError {
                throw failure("\(error)", nextStep: error.nextStep)
            }
            if let end = credentials.expiration, end <= now() {
                throw failure(
                    "the credentials that STS gave expired at \(end.formatted(.iso8601)) already",
                    nextStep: "Check this machine's clock")
            }
            return credentials
        }

        private func failure(_ message: String, nextStep: String) -> CredentialError {
            CredentialError(source: "the role \(role.arn)", message: message, nextStep: nextStep)
        }
    }
}

extension AWSError {
    /// What there is to do besides what ``advice`` says.
    ///
    /// Where STS refuses, the cause may be on the role's side, and STS does not say which it is.
    fileprivate var nextStep: String {
        let isRefusal = ["AccessDenied", "ValidationError"].contains(code)
        return isRefusal
            ? "Check that the role exists, that its trust policy names whom this runs as, and its external id"
            : "Until it can be assumed, nothing can be done as this role"
    }
}
