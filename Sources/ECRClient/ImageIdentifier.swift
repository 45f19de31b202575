import AWSClient
import ImageModel

/// How requests and answers name an image: by its digest, by a tag, or by both.
struct ImageIdentifier: Codable, Sendable, Hashable {
    var imageDigest: ImageDigest?
    var imageTag: ImageTag?
}

extension ImageDigest {
    /// Reads it from its text.
    init(from reader: inout JSONReader) throws {
        let (digest, text) = try reader.utf8 { text in
            let digest = ImageDigest(utf8: text)
            return (digest, digest == nil ? String(decoding: text.prefix(200), as: UTF8.self) : "")
        }
        guard let digest else { throw JSONFault("\(text) is not a SHA-256 digest") }
        self = digest
    }
}
