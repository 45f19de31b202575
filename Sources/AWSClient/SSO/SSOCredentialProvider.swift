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
        let file = try tokenFile()
        let token = try await token(in: file)
        do {
            return try await credentials(by: token)
        } catch let error as AWSError {
            // Another process may have renewed the token meanwhile, which ends the old one.
            if error.status == 401, let newer = try? file.read(), newer.accessToken != token.accessToken,
                newer.end > now(), let credentials = try? await credentials(by: newer)
            {
                return credentials
            }
            throw failure(
                "the portal gave no credentials of the role \(settings.roleName) in the account "
                    + "\(settings.accountID): \(error.summary)",
                nextStep: nextStep(after: error))
        }
    }

    private func credentials(by token: SSOToken) async throws -> Credentials {
        try await portal.getRoleCredentials(
            accountID: settings.accountID, roleName: settings.roleName, accessToken: token.accessToken
        ).checked(from: settings.source, now: now())
    }

    private func tokenFile() throws(CredentialError) -> SSOTokenFile {
        do {
            return try SSOTokenFile(settings, home: home, files: files, writer: writer)
        } catch {
            throw failure("\(error)", nextStep: "The cached sign-in can't be found without the hash of its name")
        }
    }

    /// The cached token, refreshed if it is near its end.
    ///
    /// A refresh token is good for one refresh: without a place for its successor it is not spent.
    private func token(in file: SSOTokenFile) async throws -> SSOToken {
        let cached = try file.read()
        guard settings.sessionName != nil, cached.end.timeIntervalSince(now()) < Self.refreshWindow,
            let refresh = cached.refresh(at: now())
        else { return try valid(cached) }
        guard file.isWritable else {
            return try valid(
                cached, reason: ", and is not refreshed, since \(file.path ?? "its file") can't be written",
                nextStep: "Let this user write there, or run: aws sso login")
        }
        var token = cached
        do {
            token.update(with: try await oidc.createToken(refresh), for: settings, at: now())
        } catch let error as AWSError {
            if let newer = try? file.read(), newer.accessToken != cached.accessToken, newer.end > now() { return newer }
            let isPassing = [nil, 429].contains(error.status) || (error.status ?? 0) >= 500
            return try valid(
                cached, reason: ", and can't be refreshed: \(error.summary)",
                nextStep: isPassing ? "Check the network, or try again later" : nil)
        }
        do {
            try file.write(token)
        } catch {
            throw failure(
                "the refreshed token can't be written to \(file.path ?? "its file")", nextStep: settings.signIn)
        }
        return try valid(token)
    }

    private func valid(
        _ token: SSOToken, reason: String = "", nextStep: String? = nil
    ) throws(CredentialError) -> SSOToken {
        guard token.end <= now() else { return token }
        throw failure("the sign-in ended at \(token.end.iso8601)\(reason)", nextStep: nextStep ?? settings.signIn)
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
