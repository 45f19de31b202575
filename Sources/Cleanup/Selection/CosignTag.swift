import ImageModel

/// The tag under which a tool of before OCI 1.1 keeps what belongs to an image: the image's digest as a tag.
///
/// - SeeAlso: [Cosign's signature specification](https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md),
///   [OCI distribution specification: referrers tag schema](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema)
struct CosignTag: Sendable, Hashable {
    /// The image that is meant.
    let subject: ImageDigest

    /// Reads a tag of the form `sha256-<hex>`, with nothing or one of `.sig`, `.att`, `.sbom` behind it, or returns
    /// `nil` for every other.
    init?(_ tag: ImageTag) {
        let text = tag.description.utf8
        // Almost every tag ends here.
        guard text.starts(with: "sha256-".utf8) else { return nil }
        let digits = text.dropFirst(7).prefix(64)
        guard ["", ".sig", ".att", ".sbom"].contains(where: { text.dropFirst(71).elementsEqual($0.utf8) }),
            let subject = ImageDigest("sha256:" + String(decoding: digits, as: UTF8.self))
        else { return nil }
        self.subject = subject
    }
}

extension Image {
    /// The images that this one refers to, each once: the subject of its manifest, and those that its tags name if
    /// all of them do.
    var subjects: [ImageDigest] {
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
