/// A tag that names another image by its digest.
///
/// Tools used such tags before OCI 1.1.
///
/// - SeeAlso: [Cosign's signature specification](https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md),
///   [OCI distribution specification: referrers tag schema](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema)
public struct CosignTag: Sendable, Hashable {
    /// The image whose digest the tag holds.
    public let subject: ImageDigest

    /// Reads `sha256-<hex>`, alone or followed by `.sig`, `.att` or `.sbom`.
    ///
    /// Cosign allows a prefix of the user's choice before a form with an ending.
    ///
    /// - Returns: `nil` for every other tag.
    public init?(_ tag: ImageTag) {
        let text = tag.description.utf8
        // Almost every tag is shorter.
        guard text.count >= Self.length else { return nil }
        let ending = Self.endings.first { text.suffix($0.utf8.count).elementsEqual($0.utf8) }
        let body = text.dropLast(ending?.utf8.count ?? 0)
        guard ending != nil || body.count == Self.length else { return nil }
        let name = body.suffix(Self.length)
        guard name.starts(with: Self.beginning.utf8),
            let subject = ImageDigest(
                "sha256:" + String(decoding: name.dropFirst(Self.beginning.utf8.count), as: UTF8.self))
        else { return nil }
        self.subject = subject
    }

    /// The beginning of a tag without a prefix.
    public static let beginning = "sha256-"
    /// The endings: of a signature, an attestation and a bill of materials.
    public static let endings = [".sig", ".att", ".sbom"]
    /// The length of `sha256-<hex>`.
    private static let length = beginning.utf8.count + 64
}

extension Image {
    /// The images that this image refers to, without duplicates.
    ///
    /// They are the subject of the manifest, and the images that the tags name, if all tags name an image.
    public var subjects: [ImageDigest] {
        let subject = subject
        guard subject != nil || isTagged else { return [] }
        var subjects = subject.map { [$0] } ?? []
        var named: [ImageDigest] = []
        for tag in tags {
            guard let subject = CosignTag(tag)?.subject else { return subjects }
            named.append(subject)
        }
        for subject in named where !subjects.contains(subject) { subjects.append(subject) }
        return subjects
    }
}
