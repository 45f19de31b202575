import ImageModel

/// The tag, the digest, both or neither, behind a repository in a text.
struct ImageVersion {
    /// The tag as far as it can be read.
    private(set) var tag: ArraySlice<UInt8> = []
    private(set) var digest: ImageDigest?
    /// Whether the image is known: by a digest, by a whole tag, or by neither, which means `latest`.
    ///
    /// A tag may be computed, stored elsewhere, masked, or a variable of a shell.
    let isKnown: Bool

    private static let spaces = Set(" \t\r\n".utf8)
    /// Whether there is neither a tag nor a digest.
    var isAbsent: Bool { isKnown && tag.isEmpty && digest == nil }

    /// The bytes that may follow a reference.
    private static let ends = spaces.union("\"'`,;:)]}|&>\\#".utf8)

    /// Reads a text that begins behind a repository.
    init(_ text: ArraySlice<UInt8>) {
        var rest = text
        var hasTag = true
        if rest.first == UInt8(ascii: ":") {
            tag = rest.dropFirst().prefix(while: ImageNames.isWordByte)
            // In a sentence, the colon ends the name.
            let isSentence = rest.dropFirst().first.map(Self.spaces.contains) ?? false
            hasTag = isSentence || !tag.isEmpty && !tag.contains(ImageNames.unknown)
            rest = rest.dropFirst(1 + tag.count)
        }
        guard rest.first == UInt8(ascii: "@") else {
            isKnown = hasTag && (rest.first.map(Self.ends.contains) ?? true)
            return
        }
        let word = rest.dropFirst().prefix("sha256:".utf8.count + ImageNames.hashLength)
        digest = ImageDigest(String(decoding: word, as: UTF8.self))
        isKnown = digest != nil
    }

    /// The tag with `*` for what is not known.
    var tagWithGaps: String {
        let text = String(decoding: tag, as: UTF8.self).replacing(StackValues.unknown, with: "*")
        return text.hasSuffix("*") ? text : text + "*"
    }
}
