import Essentials

/// The instance metadata service's name in errors, and the checks of its answers.
struct InstanceMetadataSource {
    static let nextStep = "Check the role of the instance, or set AWS_EC2_METADATA_DISABLED=true"

    let name: String

    func failure(_ message: String) -> CredentialError {
        CredentialError(source: name, message: message, nextStep: Self.nextStep)
    }

    func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Whether a text has only the characters of role names, none of which needs an escape in a path.
    func isRole(_ text: String) -> Bool {
        text.utf8.allSatisfy(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@-".utf8.contains)
    }

    func document(_ text: String) throws(CredentialError) -> CredentialDocument {
        let body = Data(text.utf8)
        guard let status = try? JSONDecoder().decode(Status.self, from: body) else {
            throw failure("the service's answer is not a JSON object")
        }
        if let code = status.code, code != "Success" {
            throw failure("the service has no credentials: \(Status.visible(code, status.message))")
        }
        guard let document = try? JSONDecoder().decode(CredentialDocument.self, from: body) else {
            throw failure("the service's answer is not a JSON object with credentials as text")
        }
        return document
    }
}

/// The code and the message of an answer.
private struct Status: Decodable {
    let code: String?
    let message: String?

    private enum CodingKeys: String, CodingKey {
        case code = "Code"
        case message = "Message"
    }

    /// Both in one line of at most 200 characters.
    static func visible(_ code: String, _ message: String?) -> String {
        let text = code + (message.map { ": \($0)" } ?? "")
        let visible = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }
        return String(visible.joined().prefix(200))
    }
}
