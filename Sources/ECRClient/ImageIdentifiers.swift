import Formats
import ImageModel

extension ImageDigest {
    /// Reads the digest's text.
    init(from reader: inout JSONReader) throws {
        let (digest, text) = try reader.utf8 { text in
            let digest = ImageDigest(utf8: text)
            return (digest, digest == nil ? String(decoding: text.prefix(200), as: UTF8.self) : "")
        }
        guard let digest else { throw JSONError("\(text) is not a SHA-256 digest") }
        self = digest
    }

    /// Reads the digest from an image identifier.
    ///
    /// The result is `nil` if only a tag names the image.
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
    /// Writes an image identifier.
    mutating func imageIdentifier(_ digest: ImageDigest) {
        object { $0.member("imageDigest", digest.description) }
    }

    /// Writes the member `imageIds` of a request.
    mutating func imageIDs(_ digests: [ImageDigest]) {
        member("imageIds", of: digests) { $1.imageIdentifier($0) }
    }

    /// Writes the member `imageIds` of a request, by digest or tag.
    mutating func imageIDs(_ identifiers: [ImageIdentifier]) {
        member("imageIds", of: identifiers) { identifier, json in
            switch identifier {
            case .digest(let digest): json.imageIdentifier(digest)
            case .tag(let tag): json.object { $0.member("imageTag", tag.description) }
            }
        }
    }
}
