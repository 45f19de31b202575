/// A role of a registry file, for `AssumeRole`.
public struct RoleEntry: Sendable, Hashable {
    /// The role's ARN, which contains its account.
    public var arn: String
    /// The external id that requests must have; `nil` for none.
    public var externalID: String?
    /// The longest session, in seconds.
    public var maxSessionSeconds: Int
    /// The ARNs of the trusted roles and users; empty for everyone.
    public var trusts: [String]

    /// Creates the description of a role.
    public init(_ arn: String, externalID: String? = nil, maxSessionSeconds: Int = 3_600, trusts: [String] = []) {
        self.arn = arn
        self.externalID = externalID
        self.maxSessionSeconds = maxSessionSeconds
        self.trusts = trusts
    }

    /// The account.
    var account: String { Self.account(of: arn) ?? "" }

    /// The account in a role's ARN; `nil` for any other text.
    static func account(of arn: String) -> String? {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "iam", isAccount(String(parts[4])),
            parts[5].hasPrefix("role/"), parts[5].count > "role/".count
        else { return nil }
        return String(parts[4])
    }

    /// Whether a text is an account's 12 digits.
    static func isAccount(_ text: String) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}

extension RoleEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case arn, externalId, maxSessionSeconds, trusts }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        let arn = try container.decode(String.self, forKey: .arn)
        guard Self.account(of: arn) != nil else { throw container.error(.arn, "\(arn) is not the ARN of a role") }
        self.init(
            arn, externalID: try container.decodeIfPresent(String.self, forKey: .externalId),
            maxSessionSeconds: try container.number(.maxSessionSeconds, in: 3_600...43_200) ?? 3_600,
            trusts: try container.decodeIfPresent([String].self, forKey: .trusts) ?? [])
    }
}
