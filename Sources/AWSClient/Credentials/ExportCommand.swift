/// The shell command that has the AWS CLI put a profile's credentials into the environment.
///
/// It prints no secret, wherever it is copied from: without double quotes, it stands in a JSON text as it is, and where
/// the AWS CLI fails, `eval` has nothing to do.
enum ExportCommand {
    /// The command for the chosen profile, or for another one.
    static func text(profile: String? = nil) -> String {
        let option = profile.map { " --profile \(quoted($0))" } ?? ""
        return "eval $(aws configure export-credentials\(option) --format env)"
    }

    /// A word as a shell takes it.
    private static func quoted(_ word: String) -> String {
        let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/+@:,".utf8
        guard word.isEmpty || !word.utf8.allSatisfy(plain.contains) else { return word }
        return "'\(word.replacing("'", with: #"'\''"#))'"
    }
}
