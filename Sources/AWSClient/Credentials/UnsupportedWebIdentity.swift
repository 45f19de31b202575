/// The chain's link for a web identity, which is not supported yet.
///
/// A process with a web identity's token is meant to act as that identity's role. The later sources are another
/// identity, maybe of another account, so they are not asked.
struct UnsupportedWebIdentity: CredentialProvider {
    let environment: [String: String]

    /// Returns `nil` when the environment names no token.
    ///
    /// - Throws: ``CredentialError`` when the environment names a token.
    func credentials() throws -> Credentials? {
        let variable = "AWS_WEB_IDENTITY_TOKEN_FILE"
        guard let path = environment[variable], !path.isEmpty else { return nil }
        throw CredentialError(
            source: variable, message: "a web identity's token is set, and assuming a role by it is not supported yet",
            nextStep: "Have the AWS CLI assume the role: \(ExportCommand.text()). "
                + "Or unset \(variable) to use the sources that follow it")
    }
}
