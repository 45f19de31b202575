public import Essentials
import Formats

/// The credentials of a role that is assumed on each call.
///
/// Put the provider into a ``RunCredentialProvider``, which assumes the role for each run, and again shortly before the
/// credentials end. All waiting callers then share one call. To chain roles, use an STS client with another role's
/// credentials.
public struct AssumedRoleProvider: CredentialProvider {
    private let sts: STSClient
    private let role: AssumedRole
    private let now: @Sendable () -> Date

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - sts: A client of STS whose credentials the role trusts.
    ///   - role: The role, and the settings of its session.
    ///   - now: The clock that expirations are compared with.
    public init(sts: STSClient, role: AssumedRole, now: @escaping @Sendable () -> Date) {
        self.sts = sts
        self.role = role
        self.now = now
    }

    /// Assumes the role outside any run, in the client's own context, and returns its credentials.
    ///
    /// - Throws: The same errors as ``credentials(for:)``.
    public func credentials() async throws -> Credentials? { try await credentials(of: role, by: sts) }

    /// Assumes the role in a session that is named after the run, and returns its credentials.
    ///
    /// The call belongs to the run, with its deadline and counters. The result is never `nil`.
    ///
    /// - Throws: ``CredentialError``, which names the role. `AWSError` with ``AWSError/Code/deadline`` when the run's
    ///   time is up, and `CancellationError` when the task was cancelled.
    public func credentials(for run: CallContext) async throws -> Credentials? {
        // A copy without `isStillWanted`: other callers need the credentials even if the first no longer does.
        let context = CallContext(
            runID: run.runID, deadline: run.deadline, statistics: run.statistics, logger: run.logger)
        let role = run.runID.map(role.inSession) ?? role
        return try await credentials(of: role, by: sts.scoped(to: context))
    }

    private func credentials(of role: AssumedRole, by sts: STSClient) async throws -> Credentials {
        do {
            return try await sts.assumeRole(role).checked(from: source, now: now())
        } catch let error as AWSError where error.code == .deadline {
            throw error
        } catch let error as AWSError {
            throw CredentialError(
                source: source, message: "\(error)", nextStep: error.nextStep(hasCode: role.mfa != nil))
        }
    }

    private var source: String { "the role \(role.arn)" }
}

extension AWSError {
    /// The next step besides `advice`.
    ///
    /// A refusal's cause may be on the role's side, and STS does not say which side it is.
    ///
    /// - Parameter hasCode: Whether the code of an MFA device was sent.
    fileprivate func nextStep(hasCode: Bool) -> String {
        guard ["AccessDenied", "ValidationError"].contains(code) else {
            return "Until it can be assumed, nothing can be done as this role. Try again, or check the region"
        }
        let role = "check that the role exists, that its trust policy names whom this runs as, and its external id"
        return hasCode
            ? "Run again with the device's next code, since each is good for one call. Or \(role)"
            : role.prefix(1).uppercased() + role.dropFirst()
    }
}
