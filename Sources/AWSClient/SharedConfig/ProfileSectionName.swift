/// A profile's name in the header of its section.
struct ProfileSectionName: Hashable {
    let name: String

    /// Whether the header has the prefix `profile`.
    let hasPrefix: Bool

    init(name: String, hasPrefix: Bool) {
        self.name = name
        self.hasPrefix = hasPrefix
    }

    /// Reads a header of the `config` file.
    ///
    /// The header is `default`, or `profile` and a name, which is quoted if it holds spaces. The result is `nil` for
    /// every other section, such as `sso-session`.
    init?(configHeader header: String) {
        guard let words = try? ShellWords.split(header) else { return nil }
        switch (words.count, words.first, words.last) {
        case (1, "default"?, _): self.init(name: "default", hasPrefix: false)
        case (2, "profile"?, let name?): self.init(name: name, hasPrefix: true)
        default: return nil
        }
    }

    /// Reads a header of the `credentials` file, which is the name itself.
    ///
    /// The result is `nil` for a header with the prefix `profile`.
    init?(credentialsHeader header: String) {
        guard !header.isEmpty, !header.hasPrefix("profile "), !header.hasPrefix("profile\t") else { return nil }
        self.init(name: header, hasPrefix: false)
    }
}
