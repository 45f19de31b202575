/// The tag under which a tool of before OCI 1.1 keeps what belongs to an image: the image's digest as a tag.
///
/// - SeeAlso: [Cosign's signature specification](https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md),
///   [OCI distribution specification: referrers tag schema](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema)
public struct CosignTag: Sendable, Hashable {
    /// The image that is meant.
    public let subject: ImageDigest

    /// Reads a tag of the form `sha256-<hex>`, or the same with `.sig`, `.att` or `.sbom` behind it.
    ///
    /// Before the form with an ending, cosign's users may have put a prefix of their own.
    ///
    /// - Returns: `nil` for every other tag.
    public init?(_ tag: ImageTag) {
        let text = tag.description.utf8
        // Almost every tag ends here.
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
    /// The endings that a tag may have: of a signature, an attestation and a bill of materials.
    public static let endings = [".sig", ".att", ".sbom"]
    /// The length of `sha256-<hex>`.
    private static let length = beginning.utf8.count + 64
}

extension Image {
    /// The images that this one refers to, each once: the subject of its manifest, and those that its tags name if
    /// all of them do.
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
