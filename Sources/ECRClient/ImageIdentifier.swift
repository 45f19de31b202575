import AWSClient
import ImageModel
import JSON

/// How answers name an image: by its digest, by a tag, or by both.
struct ImageIdentifier: Sendable, Hashable {
    let imageDigest: ImageDigest?
    let imageTag: ImageTag?

    init(from reader: inout JSONReader) throws {
        var digest = JSONMember<ImageDigest>()
        var tag = JSONMember<ImageTag>()
        try reader.object { reader, name in
            switch name {
            case "imageDigest": try digest.take(from: &reader) { try ImageDigest(from: &$0) }
            case "imageTag": try tag.take(from: &reader) { ImageTag(try $0.string()) }
            default: try reader.skip()
            }
        }
        imageDigest = digest.value
        imageTag = tag.value
    }
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

extension JSONWriter {
    /// Writes how a request names an image.
    mutating func imageIdentifier(_ digest: ImageDigest) {
        object { $0.member("imageDigest", digest.description) }
    }

    /// Writes the member `imageIds` of a request.
    mutating func imageIDs(_ digests: [ImageDigest]) {
        key("imageIds")
        array { writer in
            for digest in digests {
                writer.beginEntry()
                writer.imageIdentifier(digest)
            }
        }
    }
}
