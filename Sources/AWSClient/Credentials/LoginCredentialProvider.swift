public import Essentials

/// The profile setting `login_session`, which `aws login` writes.
public struct LoginSession: Sendable, Hashable {
    /// The value of the setting: the ARN of the identity that signed in.
    public var name: String
    /// The name of the profile, for the command to sign in.
    public var profileName: String
    /// The setting and its place, as words for errors, such as `profile dev (/home/me/.aws/config, line 2)`.
    public var source: String

    /// Describes a session.
    public init(name: String, profileName: String, source: String) {
        self.name = name
        self.profileName = profileName
        self.source = source
    }
}

/// The credentials that `aws login` caches.
///
/// They last for about 15 minutes, and the AWS tools renew them. This program uses them until their end, and can't
/// renew them: a renewal needs a proof with the session's private key.
public struct LoginCredentialProvider: CredentialProvider {
    private let session: LoginSession
    private let environment: [String: String]
    private let files: FileReader
    private let now: @Sendable () -> Date

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - environment: The variables `AWS_LOGIN_CACHE_DIRECTORY` and `HOME`.
    ///   - files: Reads the cached credentials, again on each call.
    ///   - now: The clock that the end is compared with.
    public init(
        _ session: LoginSession, environment: [String: String], files: FileReader = .disk,
        now: @escaping @Sendable () -> Date
    ) {
        self.session = session
        self.environment = environment
        self.files = files
        self.now = now
    }

    /// Returns the cached credentials.
    ///
    /// The result is never `nil`.
    ///
    /// - Throws: ``CredentialError`` when there are none, or when they have ended.
    public func credentials() throws -> Credentials? {
        let path = try path()
        let bytes: Data?
        do {
            bytes = try files.contents(ofFileAt: path)
        } catch {
            throw failure("the cached sign-in \(path) can't be read")
        }
        guard let bytes else { throw failure("nobody is signed in: there is no file \(path)") }
        guard let token = try? Cache(strictly: bytes).accessToken else {
            throw failure("the cached sign-in \(path) is not a JSON object with credentials")
        }
        let document = CredentialDocument(
            accessKeyID: token.accessKeyId, secretAccessKey: token.secretAccessKey, sessionToken: token.sessionToken,
            expiration: token.expiresAt)
        return try document.credentials(from: session.source, now: now(), nextStep: signIn)
    }

    /// The path of the cache file, whose name is the SHA-256 hash of the session's name.
    private func path() throws(CredentialError) -> String {
        let folder = SharedConfig.path(
            in: "AWS_LOGIN_CACHE_DIRECTORY", default: "~/.aws/login/cache", environment)
        guard let folder else {
            throw CredentialError(
                source: session.source, message: "the cached sign-in can't be found, since HOME is not set",
                nextStep: "Set HOME to the folder that holds .aws, or AWS_LOGIN_CACHE_DIRECTORY")
        }
        do {
            return "\(folder)/\(try SHA256.hexHash(session.name.utf8)).json"
        } catch {
            throw failure("\(error)")
        }
    }

    private var signIn: String { "Run: aws login --profile \(ExportCommand.quoted(session.profileName))" }

    private func failure(_ message: String) -> CredentialError {
        CredentialError(source: session.source, message: message, nextStep: signIn)
    }

    private struct Cache: Decodable {
        let accessToken: Token

        struct Token: Decodable {
            let accessKeyId: String
            let secretAccessKey: String
            let sessionToken: String
            let expiresAt: String
        }
    }
}
