import Essentials

extension SharedConfig {
    /// Reads the shared AWS files and chooses the profile.
    ///
    /// The files are those of `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, by default `~/.aws/config` and
    /// `~/.aws/credentials`. `HOME` replaces `~`. A missing file counts as empty, and an empty variable as absent.
    ///
    /// The profile is that of the option, of `AWS_PROFILE`, or of `AWS_DEFAULT_PROFILE`, which the AWS CLI reads too.
    /// The AWS tools disagree on which of the variables wins, so two different names are an error.
    ///
    /// - Parameter profile: The profile that the option `--profile` names, if it was given.
    /// - Throws: ``SharedConfigError`` when a file can't be read or parsed, or when the named profile does not exist.
    public init(
        environment: [String: String], profile option: String? = nil, files: FileReader = .disk
    ) throws(SharedConfigError) {
        let (configPath, credentialsPath) = Self.paths(environment)
        let named =
            if let option { (variable: "--profile", profile: option) } else { try Self.namedProfile(environment) }

        self.init(
            config: try Self.sections(ofFileAt: configPath, files),
            credentials: try Self.sections(ofFileAt: credentialsPath, files),
            profileName: named?.profile ?? "default", isProfileExplicit: option != nil,
            paths: [configPath, credentialsPath].compactMap(\.self))

        if let named, profile == nil {
            let isPlain = named.profile.allSatisfy { $0.isLetter || $0.isNumber || "-_.@/+".contains($0) }
            let header = isPlain ? named.profile : "\"\(named.profile)\""
            let known = profiles.keys.sorted().joined(separator: ", ")
            let searched = paths.isEmpty ? "a file, since HOME is not set" : paths.joined(separator: " or ")
            throw SharedConfigError(
                source: named.variable,
                message: "there is no profile \(named.profile) in \(searched)"
                    + (known.isEmpty ? "" : " (there are: \(known))")
                    + (paths.isEmpty ? ". Set HOME" : ". In the config file its section is [profile \(header)]"))
        }
    }

    private static func namedProfile(
        _ environment: [String: String]
    ) throws(SharedConfigError) -> (variable: String, profile: String)? {
        let named = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"].compactMap { variable in
            environment[variable].flatMap { $0.isEmpty ? nil : (variable: variable, profile: $0) }
        }
        if let first = named.first, let last = named.last, first.profile != last.profile {
            throw SharedConfigError(
                source: "AWS_PROFILE",
                message: "it says \(first.profile) and AWS_DEFAULT_PROFILE says \(last.profile). Unset one of them")
        }
        return named.first
    }

    /// The paths of the `config` and `credentials` files.
    ///
    /// A path is `nil` if it needs `HOME` and `HOME` is not set.
    package static func paths(_ environment: [String: String]) -> (config: String?, credentials: String?) {
        (
            path(in: "AWS_CONFIG_FILE", default: "~/.aws/config", environment),
            path(in: "AWS_SHARED_CREDENTIALS_FILE", default: "~/.aws/credentials", environment)
        )
    }

    /// The path in a variable, or the default one, with `HOME` in place of `~`.
    ///
    /// The result is `nil` if the path needs `HOME` and `HOME` is not set.
    static func path(
        in variable: String, default path: String, _ environment: [String: String]
    ) -> String? {
        let path = environment[variable].flatMap { $0.isEmpty ? nil : $0 } ?? path
        guard path == "~" || path.hasPrefix("~/") else { return path }
        guard let home = environment["HOME"], !home.isEmpty else { return nil }
        return home + path.dropFirst()
    }

    private static func sections(
        ofFileAt path: String?, _ files: FileReader
    ) throws(SharedConfigError) -> [SharedConfigSection] {
        guard let path else { return [] }
        let bytes: Data?
        do {
            bytes = try files.contents(ofFileAt: path)
        } catch is FileTooLarge {
            throw SharedConfigError(source: path, message: "it has more than \(FileReader.maximumSize) bytes")
        } catch {
            throw SharedConfigError(
                source: path, message: "it can't be read. It must be a file that this user may read")
        }
        guard let bytes else { return [] }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SharedConfigError(source: path, message: "it is not UTF-8 text")
        }
        return try SharedConfigParser.sections(of: text, file: path)
    }
}
