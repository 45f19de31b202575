public import Essentials
import Formats

/// The credentials of a role through single sign-on with IAM Identity Center.
///
/// The user has signed in by `aws sso login`. From 15 minutes before its end on, a session's token is refreshed and
/// written back for the other AWS tools. Put the provider into a ``CachedCredentialProvider``, since each call fetches.
/// See the AWS SDKs and Tools Reference Guide, "IAM Identity Center credential provider".
public struct SSOCredentialProvider: CredentialProvider {
    /// The time before its end when a token is refreshed, in seconds.
    private static let refreshWindow: TimeInterval = 15 * 60

    private let settings: SSOSettings
    private let portal: SSOClient
    private let oidc: SSOOIDCClient
    private let home: String?
    private let files: FileReader
    private let writer: FileWriter
    private let now: @Sendable () -> Date

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - portal: A client of the portal in the region of the settings.
    ///   - oidc: A client of the sign-in service in the region of the settings.
    ///   - home: The folder that holds `.aws`: the value of `HOME`.
    ///   - files: Reads the cached token, again on each call.
    ///   - writer: Writes a refreshed token.
    ///   - now: The clock that ends are compared with.
    public init(
        _ settings: SSOSettings, portal: SSOClient, oidc: SSOOIDCClient, home: String?, files: FileReader = .disk,
        writer: FileWriter = .disk, now: @escaping @Sendable () -> Date
    ) {
        self.settings = settings
        self.portal = portal
        self.oidc = oidc
        self.home = home
        self.files = files
        self.writer = writer
        self.now = now
    }

    /// Returns the role's credentials.
    ///
    /// The result is never `nil`.
    ///
    /// - Throws: ``CredentialError``, which never holds a token, and `CancellationError` when the task was cancelled.
    public func credentials() async throws -> Credentials? {
        let token = try await token()
        let credentials: Credentials
        do {
            credentials = try await portal.getRoleCredentials(
                accountID: settings.accountID, roleName: settings.roleName, accessToken: token.accessToken)
        } catch let error as AWSError {
            throw failure(
                "the portal gave no credentials of the role \(settings.roleName) in the account "
                    + "\(settings.accountID): \(error.summary)",
                nextStep: nextStep(after: error))
        }
        if let end = credentials.expiration, end <= now() {
            throw failure(
                "the credentials that the portal gave expired at \(end.iso8601) already",
                nextStep: "Check this machine's clock")
        }
        return credentials
    }

    private func token() async throws -> SSOToken {
        let file: SSOTokenFile
        do {
            file = try SSOTokenFile(settings, home: home, files: files, writer: writer)
        } catch {
            throw failure("\(error)", nextStep: "The cached sign-in can't be found without the hash of its name")
        }
        let cached = try file.read()
        guard settings.sessionName != nil, cached.end.timeIntervalSince(now()) < Self.refreshWindow else {
            return try valid(cached, refreshError: nil)
        }
        guard let refresh = cached.refresh(at: now()) else { return try valid(cached, refreshError: nil) }
        var token = cached
        do {
            token.update(with: try await oidc.createToken(refresh), for: settings, at: now())
        } catch let error as AWSError {
            return try valid(cached, refreshError: error)
        }
        // A read-only cache does not make the new token worse. The next tool has to refresh or sign in again.
        try? file.write(token)
        return try valid(token, refreshError: nil)
    }

    private func valid(_ token: SSOToken, refreshError: AWSError?) throws(CredentialError) -> SSOToken {
        guard token.end <= now() else { return token }
        let reason = refreshError.map { ", and can't be refreshed: \($0.summary)" } ?? ""
        throw failure("the sign-in ended at \(token.end.iso8601)\(reason)", nextStep: settings.signIn)
    }

    private func nextStep(after error: AWSError) -> String {
        switch error.status {
        case 401: settings.signIn
        case 400, 403, 404: "Check sso_account_id and sso_role_name, and that the role is assigned to the user"
        default: "Check the network, the proxy settings, sso_region and any endpoint override"
        }
    }

    private func failure(_ message: String, nextStep: String) -> CredentialError {
        CredentialError(source: settings.source, message: message, nextStep: nextStep)
    }
}
