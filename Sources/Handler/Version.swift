extension Program {
    /// The version of the program, as CHANGELOG.md has it.
    static let version = "0.1.0"
}
