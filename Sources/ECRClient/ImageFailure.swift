import Formats
public import ImageModel

/// A failure of one image, within an otherwise successful answer.
public struct ImageFailure: Sendable, Hashable {
    /// The reason's code: an open set, since ECR adds to it.
    public struct Code: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
        /// The code's text.
        public let description: String

        /// Creates a code from its text.
        public init(_ text: String) { description = text }
        /// Creates a code from a literal.
        public init(stringLiteral text: String) { self.init(text) }

        /// The image does not exist.
        public static let imageNotFound: Code = "ImageNotFound"
        /// An index in the repository contains the image.
        public static let imageReferencedByManifestList: Code = "ImageReferencedByManifestList"
        /// The image can't be pulled at present, such as an archived image.
        public static let imageInaccessible: Code = "ImageInaccessible"
    }

    /// The image, if ECR named it by its digest.
    public let digest: ImageDigest?
    /// The reason's code.
    public let code: Code
    /// ECR's explanation.
    public let reason: String

    /// Creates a failure.
    public init(digest: ImageDigest?, code: Code, reason: String) {
        self.digest = digest
        self.code = code
        self.reason = reason
    }
}

extension ImageFailure {
    /// Reads a failure from an answer.
    init(from reader: inout JSONReader) throws {
        var digest = JSONMember<ImageDigest?>()
        var code = JSONMember<Code>()
        var reason = JSONMember<String>()
        try reader.object { reader, name in
            switch name {
            case "imageId": try digest.take(from: &reader) { try ImageDigest.identifying(from: &$0) }
            case "failureCode": try code.take(from: &reader) { Code(try $0.string()) }
            case "failureReason": try reason.take(from: &reader) { try $0.string() }
            default: try reader.skip()
            }
        }
        self.init(digest: digest.value ?? nil, code: code.value ?? "Unknown", reason: reason.value ?? "")
    }
}
