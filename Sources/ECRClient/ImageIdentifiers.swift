import Formats
import ImageModel

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

    /// Reads the digest from how answers name an image, which is by its digest, by a tag, or by both.
    static func identifying(from reader: inout JSONReader) throws -> ImageDigest? {
        var digest = JSONMember<ImageDigest>()
        try reader.object { reader, name in
            switch name {
            case "imageDigest": try digest.take(from: &reader) { try ImageDigest(from: &$0) }
            default: try reader.skip()
            }
        }
        return digest.value
    }
}

extension JSONWriter {
    /// Writes how a request names an image.
    mutating func imageIdentifier(_ digest: ImageDigest) {
        object { $0.member("imageDigest", digest.description) }
    }

    /// Writes the member `imageIds` of a request.
    mutating func imageIDs(_ digests: [ImageDigest]) {
        member("imageIds", of: digests) { $1.imageIdentifier($0) }
    }
}
