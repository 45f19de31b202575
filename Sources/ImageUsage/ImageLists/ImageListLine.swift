import Essentials
import ImageModel

/// A line of a list of images.
enum ImageListLine: Hashable {
    /// Nothing, or a comment.
    case blank
    /// An image of ECR's.
    case image(ImageReference)
    /// An image elsewhere, or a digest alone.
    case other(digest: ImageDigest?)

    /// Reads a line.
    ///
    /// A comment begins with `#`, at the line's start or after a space. A container runtime's prefix is left out.
    ///
    /// - Throws: ``ImageListError`` without the line's text, which may be a secret of a wrong file.
    init(_ line: some StringProtocol) throws(ImageListError) {
        let words = line.split { " \t".contains($0) }.prefix { !$0.hasPrefix("#") }
        guard let word = words.first else {
            self = .blank
            return
        }
        guard words.count == 1 else { throw ImageListError("has several words; a line names one image") }
        let text = Self.withoutRuntimePrefix(String(word))
        guard Self.hasCharactersOfReference(text) else {
            throw ImageListError("is not the name of an image, such as ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG")
        }
        let reference = ImageReference(text)
        if let reference, reference.isWellFormed {
            self = .image(reference)
        } else if reference != nil || Self.looksLikeECR(text) {
            throw ImageListError("names a registry of ECR's, but no image in it")
        } else {
            self = .other(digest: try Self.digest(in: text))
        }
    }

    private static func withoutRuntimePrefix(_ text: String) -> String {
        for prefix in ["docker-pullable://", "docker://", "containerd://"] where text.hasPrefix(prefix) {
            return String(text.dropFirst(prefix.count))
        }
        return text
    }

    /// Whether a text has only characters that a reference can have, and is not an address of another kind.
    private static func hasCharactersOfReference(_ text: String) -> Bool {
        guard let first = text.utf8.first, first.isASCIILetterOrDigit, !text.contains("//") else { return false }
        return text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "._/:@+-".utf8.contains($0) }
    }

    /// Whether the host of a reference can only be meant for ECR.
    private static func looksLikeECR(_ text: String) -> Bool {
        let host = text.prefix { $0 != "/" }.lowercased()
        return ["dkr.ecr", "dkr-ecr", "public.ecr.", "ecr-public."].contains { host.contains($0) }
    }

    /// The digest after an `@`, or of a text that is a digest.
    private static func digest(in text: String) throws(ImageListError) -> ImageDigest? {
        guard let at = text.lastIndex(of: "@") else { return ImageDigest(text) }
        guard let digest = ImageDigest(text[text.index(after: at)...]) else {
            throw ImageListError("has an @, but no digest after it")
        }
        return digest
    }
}
