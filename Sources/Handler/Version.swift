extension Program {
    /// The program's version, as in CHANGELOG.md.
    static let version = "1.0.0"
}
