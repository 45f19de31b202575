import HTTPTypes

/// What must not be shown of one request: the secrets that it was signed with, and its signature.
///
/// Services quote what they were sent. Where a signature is wrong they answer with the canonical request that they
/// expected, which has the session token in it; where they can't read the `Authorization` field, with that field.
struct Redaction: Sendable {
    private let secrets: [String]

    init(of credentials: Credentials, and request: HTTPRequest? = nil) {
        let authorization = request?.headerFields[.authorization].flatMap(SigV4Signer.Authorization.init)
        // The longest first, so that one that holds another is not left in part.
        secrets = [credentials.secretAccessKey, credentials.sessionToken ?? "", authorization?.signature ?? ""]
            .filter { !$0.isEmpty }
            .sorted { $0.utf8.count > $1.utf8.count }
    }

    /// A message without the secrets, and without all that follows where a canonical request begins.
    func redacted(_ message: String) -> String {
        secrets.reduce(Self.beginning(of: message)) { $0.replacingBytes(of: $1, with: "[redacted]") }
    }

    private static func beginning(of message: String) -> String {
        // Of the same length as the message, since only ASCII letters are changed.
        let lowercased = message.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
        let starts = ["the canonical string", "the string-to-sign"].compactMap {
            lowercased.firstRange(of: Array($0.utf8))?.lowerBound
        }
        guard let start = starts.min() else { return message }
        return String(decoding: message.utf8.prefix(start), as: UTF8.self)
            .split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}

extension String {
    /// Replaces by bytes: a character that combines with the last of a secret must not hide it.
    fileprivate func replacingBytes(of secret: String, with replacement: String) -> String {
        let bytes = Array(utf8)
        guard bytes.firstRange(of: Array(secret.utf8)) != nil else { return self }
        return String(decoding: bytes.replacing(Array(secret.utf8), with: Array(replacement.utf8)), as: UTF8.self)
    }
}
