/// The kind and the name in the header of a section.
struct SharedConfigSectionName: Hashable {
    /// The kinds of sections that are read.
    enum Kind: Hashable {
        /// `[default]`, which `[profile default]` hides.
        case plainDefault
        /// `[profile NAME]`, or `[NAME]` in the `credentials` file.
        case profile
        /// `[sso-session NAME]`.
        case ssoSession
        /// `[services NAME]`.
        case services
    }

    let kind: Kind
    let name: String

    init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }

    /// Whether the section holds a profile.
    var isProfile: Bool { kind == .plainDefault || kind == .profile }

    private static let kinds: [String: Kind] = [
        "profile": .profile, "sso-session": .ssoSession, "services": .services,
    ]

    /// Reads a header of the `config` file.
    ///
    /// The header is `default`, or a kind and a name, which is quoted if it holds spaces. The result is `nil` for every
    /// other section, such as `plugins`.
    init?(configHeader header: String) {
        guard let words = try? ShellWords.split(header), let first = words.first else { return nil }
        if words == ["default"] {
            self.init(.plainDefault, "default")
        } else if words.count == 2, let kind = Self.kinds[first] {
            self.init(kind, words[1])
        } else {
            return nil
        }
    }

    /// Reads a header of the `credentials` file, which is the name itself.
    ///
    /// The result is `nil` for a header with the prefix `profile`.
    init?(credentialsHeader header: String) {
        guard !header.isEmpty, !header.hasPrefix("profile "), !header.hasPrefix("profile\t") else { return nil }
        self.init(.profile, header)
    }
}
