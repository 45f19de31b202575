/// The secrets that must not be shown of one request: what it was signed with, and its signature.
///
/// Services quote what they were sent, in messages, codes and headers. Where a signature is wrong they answer with the
/// canonical request that they expected, which has the session token in it; where they can't read the `Authorization`
/// field, with that field. Proxies and gateways quote it encoded, or cut.
struct Redaction: Sendable {
    private let secrets: [String]

    /// Creates a redaction of texts; empty ones are passed over.
    init(of secrets: [String]) {
        self.secrets = secrets.filter { !$0.isEmpty }
    }

    /// How much of a message is looked through, in bytes: less is ever shown of one.
    private static let longestMessage = 16 << 10

    /// A message without the secrets, and without all that follows where a canonical request begins.
    func redacted(_ message: String) -> String {
        var message = message
        if message.utf8.count > Self.longestMessage {
            message = String(decoding: message.utf8.prefix(Self.longestMessage), as: UTF8.self)
        }
        return SecretPatterns(of: secrets).struck(from: Self.beginning(of: message))
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
