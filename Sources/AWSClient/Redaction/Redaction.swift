/// The secrets of one request, which must not be shown.
///
/// They are the secrets it was signed with, and its signature. Services quote requests in messages, codes and headers.
/// For a wrong signature they answer with the expected canonical request, which holds the session token. If they can't
/// read the `Authorization` field, they quote it. Proxies and gateways quote it encoded or truncated.
struct Redaction: Sendable {
    private let secrets: [String]

    /// Creates a redaction of secrets; empty ones are ignored.
    init(of secrets: [String]) {
        self.secrets = secrets.filter { !$0.isEmpty }
    }

    /// The most bytes of a message that are searched.
    ///
    /// No more of a message is ever shown.
    private static let longestMessage = 16 << 10

    /// A message without the secrets and without any canonical request.
    ///
    /// The message is cut where a canonical request begins.
    func redacted(_ message: String) -> String {
        var message = message
        if message.utf8.count > Self.longestMessage {
            message = String(decoding: message.utf8.prefix(Self.longestMessage), as: UTF8.self)
        }
        return SecretPatterns(of: secrets).struck(from: Self.beginning(of: message))
    }

    private static func beginning(of message: String) -> String {
        // Only ASCII letters change, so the length stays the same.
        let lowercased = message.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
        let starts = ["the canonical string", "the string-to-sign"].compactMap {
            lowercased.firstRange(of: Array($0.utf8))?.lowerBound
        }
        guard let start = starts.min() else { return message }
        return String(decoding: message.utf8.prefix(start), as: UTF8.self)
            .split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
