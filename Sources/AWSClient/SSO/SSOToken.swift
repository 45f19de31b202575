import Essentials
import Formats

/// An access token of IAM Identity Center, as `aws sso login` caches it.
struct SSOToken: Sendable {
    /// The values that a refresh needs.
    struct Refresh: Sendable {
        let clientID: String
        let clientSecret: String
        let refreshToken: String
    }

    /// An error in a cached token; it never holds the token.
    struct Malformed: Error {
        let message: String
    }

    /// The members of the file, which may be more than this program knows.
    private var members: [String: JSONValue]

    /// The token that stands for the user.
    private(set) var accessToken: String

    /// The end of the access token.
    private(set) var end: Date

    /// Reads the JSON of a file.
    init(parsing bytes: Data) throws(Malformed) {
        guard case .object(let members)? = try? JSONValue(parsing: bytes) else {
            throw Malformed(message: "it is not a JSON object")
        }
        self.members = members
        guard let token = Self.text("accessToken", in: members) else {
            throw Malformed(message: "it has no accessToken")
        }
        guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Malformed(message: "its accessToken has white space or other characters that no token has")
        }
        guard let end = Self.time("expiresAt", in: members) else {
            throw Malformed(message: "its expiresAt is not a time such as 2026-01-31T12:00:00Z")
        }
        (accessToken, self.end) = (token, end)
    }

    /// The values for a refresh, if the file has them and the client's registration has not ended.
    func refresh(at now: Date) -> Refresh? {
        guard let refreshToken = Self.text("refreshToken", in: members),
            let clientID = Self.text("clientId", in: members),
            let clientSecret = Self.text("clientSecret", in: members),
            let registrationEnd = Self.time("registrationExpiresAt", in: members), registrationEnd > now
        else { return nil }
        return Refresh(clientID: clientID, clientSecret: clientSecret, refreshToken: refreshToken)
    }

    /// Takes over the answer to a refresh.
    ///
    /// As in botocore, an answer without a refresh token ends the refreshing: the old token has been used.
    mutating func update(with new: SSOOIDCClient.NewToken, for settings: SSOSettings, at now: Date) {
        accessToken = new.accessToken
        // A file has whole seconds.
        end = Date(timeIntervalSince1970: (now.timeIntervalSince1970 + Double(new.expiresIn)).rounded(.down))
        members["accessToken"] = .string(new.accessToken)
        members["expiresAt"] = .string(end.iso8601)
        members["refreshToken"] = new.refreshToken.map { .string($0) }
        members["startUrl"] = .string(settings.startURL)
        members["region"] = .string(settings.region)
    }

    /// The JSON for the file, with the members that this program does not know.
    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(EncodableJSON(value: .object(members)))
    }

    private static func text(_ name: String, in members: [String: JSONValue]) -> String? {
        guard case .string(let text)? = members[name], !text.isEmpty else { return nil }
        return text
    }

    private static func time(_ name: String, in members: [String: JSONValue]) -> Date? {
        guard let text = text(name, in: members) else { return nil }
        // Older tools wrote `UTC` in place of `Z`.
        return CredentialDocument.date(text.hasSuffix("UTC") ? text.dropLast(3) + "Z" : text)
    }
}

/// A JSON value as `JSONEncoder` takes it.
private struct EncodableJSON: Encodable {
    let value: JSONValue

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch value {
        case .null: try container.encodeNil()
        case .bool(let flag): try container.encode(flag)
        case .number(let number): try container.encode(number)
        case .string(let text): try container.encode(text)
        case .array(let elements): try container.encode(elements.map(EncodableJSON.init))
        case .object(let members): try container.encode(members.mapValues(EncodableJSON.init))
        }
    }
}
