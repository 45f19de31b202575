import Essentials
import Formats

/// Credentials as a source gives them, before they are checked.
///
/// The source is JSON from a process or a container's endpoint, or the values of variables or settings.
struct CredentialDocument: Decodable {
    var version: Int?
    var accessKeyID: String?
    var secretAccessKey: String?
    var sessionToken: String?
    var expiration: String?

    init(accessKeyID: String?, secretAccessKey: String?, sessionToken: String?, expiration: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }

    private enum CodingKeys: String, CodingKey {
        case version = "Version"
        case accessKeyID = "AccessKeyId"
        case secretAccessKey = "SecretAccessKey"
        case sessionToken = "SessionToken"
        case token = "Token"
        case expiration = "Expiration"
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        version = try members.decodeIfPresent(Int.self, forKey: .version)
        accessKeyID = try members.decodeIfPresent(String.self, forKey: .accessKeyID)
        secretAccessKey = try members.decodeIfPresent(String.self, forKey: .secretAccessKey)
        // A process writes `SessionToken`, a container's endpoint `Token`.
        sessionToken =
            try members.decodeIfPresent(String.self, forKey: .sessionToken)
            ?? members.decodeIfPresent(String.self, forKey: .token)
        expiration = try members.decodeIfPresent(String.self, forKey: .expiration)
    }

    /// Checks the credentials and returns them.
    ///
    /// - Throws: ``CredentialError`` when a key is missing, or when the key's id or the token has invalid characters.
    ///   Also when the expiration is not a time in ISO 8601, or has passed.
    func credentials(from source: String, now: Date, nextStep: String) throws(CredentialError) -> Credentials {
        func failure(_ message: String) -> CredentialError {
            CredentialError(source: source, message: message, nextStep: nextStep)
        }
        guard let accessKeyID, !accessKeyID.isEmpty else { throw failure("the access key's id is missing") }
        guard let secretAccessKey, !secretAccessKey.isEmpty else { throw failure("the secret access key is missing") }
        guard accessKeyID.utf8.allSatisfy(\.isVisibleASCII) else {
            throw failure("the access key's id holds white space or other characters that no key id has")
        }
        let token = sessionToken.flatMap { $0.isEmpty ? nil : $0 }
        guard token?.utf8.allSatisfy(\.isVisibleASCII) ?? true else {
            throw failure("the session token holds white space or other characters that no token has")
        }
        let end = try expiration.map { text throws(CredentialError) in
            guard let end = Self.date(text) else {
                throw failure("the expiration is not a time such as 2026-01-31T12:00:00Z")
            }
            guard end > now else { throw failure("the credentials expired at \(end.iso8601)") }
            return end
        }
        return Credentials(
            accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: token, expiration: end)
    }

    /// Reads a time in ISO 8601 with a time zone.
    ///
    /// It may have fractions of a second.
    static func date(_ text: String) -> Date? {
        let style = Date.ISO8601FormatStyle()
        return (try? style.parse(text)) ?? (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
    }
}

extension Credentials {
    /// Checks credentials that a service gave, as those of files and processes are checked.
    ///
    /// - Throws: ``CredentialError`` when the key or the token has invalid characters, or has expired.
    func checked(from source: String, now: Date) throws(CredentialError) -> Credentials {
        let document = CredentialDocument(
            accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken)
        _ = try document.credentials(
            from: source, now: now, nextStep: "Check the endpoint that gave the credentials, and the proxy settings")
        if let end = expiration, end <= now {
            throw CredentialError(
                source: source, message: "the credentials that were given expired at \(end.iso8601) already",
                nextStep: "Check this machine's clock")
        }
        return self
    }
}

extension UInt8 {
    fileprivate var isVisibleASCII: Bool { (0x21...0x7E).contains(self) }
}
