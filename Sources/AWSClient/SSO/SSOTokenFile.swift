import Essentials

/// The file in which `aws sso login` caches the token of a session.
///
/// All AWS tools share it. Its name is the SHA-1 hash of the session's name or, in the legacy form, of the start URL.
struct SSOTokenFile: Sendable {
    /// The path, or `nil` if `HOME` is not set.
    let path: String?
    private let settings: SSOSettings
    private let files: FileReader
    private let writer: FileWriter

    /// Finds the file of a session.
    ///
    /// - Throws: ``HashError`` when the name can't be computed.
    init(_ settings: SSOSettings, home: String?, files: FileReader, writer: FileWriter) throws(HashError) {
        let name = try SHA1.hexHash((settings.sessionName ?? settings.startURL).utf8)
        path = home.flatMap { $0.isEmpty ? nil : "\($0)/.aws/sso/cache/\(name).json" }
        self.settings = settings
        self.files = files
        self.writer = writer
    }

    /// Reads the token.
    ///
    /// - Throws: ``CredentialError`` when there is none, or when the file can't be read.
    func read() throws(CredentialError) -> SSOToken {
        func failure(_ message: String) -> CredentialError {
            CredentialError(source: settings.source, message: message, nextStep: settings.signIn)
        }
        guard let path else {
            throw CredentialError(
                source: settings.source, message: "the cached sign-in can't be found, since HOME is not set",
                nextStep: "Set HOME to the folder that holds .aws")
        }
        let bytes: Data?
        do {
            bytes = try files.contents(ofFileAt: path)
        } catch {
            throw failure("the cached sign-in \(path) can't be read")
        }
        guard let bytes else { throw failure("nobody is signed in: there is no file \(path)") }
        do {
            return try SSOToken(parsing: bytes)
        } catch {
            throw failure("the cached sign-in \(path) is malformed: \(error.message)")
        }
    }

    /// Whether a new token can be written.
    var isWritable: Bool { path.map(writer.canReplace(fileAt:)) ?? false }

    /// Replaces the token.
    func write(_ token: SSOToken) throws {
        guard let path else { return }
        try writer.write(try token.json(), toFileAt: path)
    }
}
