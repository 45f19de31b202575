import Essentials

/// What a container's endpoint says in place of credentials: a code and a message, if it says them as JSON.
struct ContainerCredentialFailure: Decodable {
    private var code: String?
    private var message: String?

    private enum CodingKeys: String, CodingKey {
        case code, message
    }

    /// Reads the body of a response.
    ///
    /// One that isn't of the expected form says nothing.
    init(body: Data) {
        if let failure = try? JSONDecoder().decode(Self.self, from: body) { self = failure }
    }

    /// The code and the message in one line of at most 200 characters, with the token blotted out.
    func text(without token: String?) -> String {
        let parts = [code, message].compactMap(\.self).filter { !$0.isEmpty }
        guard !parts.isEmpty else { return "" }
        var text = parts.joined(separator: ": ")
        if let token { text = Redaction(of: [token]).redacted(text) }
        let visible = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }
        return ": " + visible.joined().prefix(200)
    }
}
