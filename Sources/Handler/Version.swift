extension Program {
    /// The program's version, as in CHANGELOG.md.
    static let version = "0.1.0"
}
