public import Essentials

/// Credentials from variables of the environment.
///
/// The variables are `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, for temporary credentials, `AWS_SESSION_TOKEN`
/// and `AWS_CREDENTIAL_EXPIRATION`. Lambda sets the first three. `aws configure export-credentials --format env` prints
/// all four.
public struct EnvironmentCredentialProvider: CredentialProvider {
    private let environment: [String: String]
    private let now: @Sendable () -> Date

    /// Creates a provider over an environment.
    ///
    /// - Parameter now: The clock that expirations are compared with.
    public init(environment: [String: String], now: @escaping @Sendable () -> Date) {
        self.environment = environment
        self.now = now
    }

    /// Returns the credentials, or `nil` when neither key is set.
    ///
    /// An empty variable counts as absent.
    ///
    /// - Throws: ``CredentialError`` when only one of the keys is set, or when a value is malformed or has expired.
    public func credentials() throws -> Credentials? {
        let accessKeyID = value("AWS_ACCESS_KEY_ID")
        let secretAccessKey = value("AWS_SECRET_ACCESS_KEY")
        guard accessKeyID != nil || secretAccessKey != nil else { return nil }
        guard let accessKeyID else { throw missing("AWS_ACCESS_KEY_ID", beside: "AWS_SECRET_ACCESS_KEY") }
        guard let secretAccessKey else { throw missing("AWS_SECRET_ACCESS_KEY", beside: "AWS_ACCESS_KEY_ID") }

        return try CredentialDocument(
            accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: value("AWS_SESSION_TOKEN"),
            expiration: value("AWS_CREDENTIAL_EXPIRATION")
        ).credentials(
            from: "environment", now: now(), nextStep: "Set the AWS_ variables to fresh credentials, or unset them")
    }

    private func value(_ variable: String) -> String? {
        environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func missing(_ variable: String, beside other: String) -> CredentialError {
        CredentialError(
            source: variable, message: "it is not set, but \(other) is",
            nextStep: "Set both, or unset \(other)")
    }
}
