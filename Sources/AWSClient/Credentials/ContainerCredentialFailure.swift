import Essentials

/// The error of a container's endpoint: a code and a message.
///
/// Both are absent unless the endpoint sends them as JSON.
struct ContainerCredentialFailure: Decodable {
    private var code: String?
    private var message: String?

    private enum CodingKeys: String, CodingKey {
        case code, message
    }

    /// Reads the body of a response.
    ///
    /// A body of another form gives neither a code nor a message.
    init(body: Data) {
        if let failure = try? JSONDecoder().decode(Self.self, from: body) { self = failure }
    }

    /// The code and the message in one line, with the token redacted.
    ///
    /// At most 200 characters follow the colon.
    func text(without token: String?) -> String {
        let parts = [code, message].compactMap(\.self).filter { !$0.isEmpty }
        guard !parts.isEmpty else { return "" }
        var text = parts.joined(separator: ": ")
        if let token { text = Redaction(of: [token]).redacted(text) }
        let visible = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }
        return ": " + visible.joined().prefix(200)
    }
}
