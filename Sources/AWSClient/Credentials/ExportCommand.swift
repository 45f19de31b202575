/// The AWS CLI command that exports a profile's credentials to the shell.
///
/// The command prints no secret. It has no double quotes, so it can stand in a JSON text unchanged. If the AWS CLI
/// fails, `eval` has nothing to do.
enum ExportCommand {
    /// The command for a profile, by default the chosen one.
    static func text(profile: String? = nil) -> String {
        let option = profile.map { " --profile \(quoted($0))" } ?? ""
        return "eval $(aws configure export-credentials\(option) --format env)"
    }

    /// A word, quoted for a shell if needed.
    static func quoted(_ word: String) -> String {
        let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/+@:,".utf8
        guard word.isEmpty || !word.utf8.allSatisfy(plain.contains) else { return word }
        return "'\(word.replacing("'", with: #"'\''"#))'"
    }
}
