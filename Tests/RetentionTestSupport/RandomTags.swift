package import ImageModel
package import TestSupport

/// Tags for the images of a random repository: each is given once, as a tag points to one image.
package struct RandomTags {
    private var names: [ImageTag]
    private var cosign: [ImageTag]

    /// What tags begin with; patterns are made of the same.
    static let stems = ["v", "v1.", "pr-", "rel-", "x-rel-", "V"]

    /// Versions, and what is almost one; some are equal.
    private static let versions = [
        "1.0.0", "1.0.0-1", "1.0.1", "1.0.0-rel-1", "1.0.0-rel-1.2", "1.2.0", "1.2.0-pr-2", "1.10.0", "1.10.1", "1.3",
        "01.2.0", "1.2.0-01", "2.0.0-x", "2.0.0-10", "2.0.0-9", "99999999999999999999.0.0", "99999999999999999998.0.0",
    ]

    /// Takes the digests that cosign's tags may name.
    package init(naming digests: [ImageDigest]) {
        names = Self.stems.flatMap { stem in ["", "1", "2", "12"].map { ImageTag(stem + $0) } }
        names += (0..<digests.count).map { ImageTag("v1.\($0 + 20)-pr-\($0)") }
        names += Self.versions.flatMap { [ImageTag($0), ImageTag("v" + $0)] }
        cosign = digests.flatMap { digest in ["", ".sig", ".att", ".sbom"].map { .cosign(digest, suffix: $0) } }
    }

    /// None, one or some: names, cosign's, both, or what only looks like cosign's.
    package mutating func next(_ random: inout SplitMix64) -> [ImageTag] {
        let count = [1, 1, 1, 2, 3].randomElement(using: &random) ?? 1
        switch Int.random(in: 0..<100, using: &random) {
        case ..<40: return []
        case ..<80: return random.take(count, of: &names).sorted()
        case ..<92: return random.take(min(count, 2), of: &cosign).sorted()
        case ..<96: return (random.take(1, of: &names) + random.take(1, of: &cosign)).sorted()
        case ..<98: return random.take(1, of: &cosign).map { Self.prefixed($0, &random) }
        default: return random.take(1, of: &cosign).map { Self.spoilt($0, &random) }
        }
    }

    /// A tag with a prefix, which is cosign's still if it has an ending.
    private static func prefixed(_ tag: ImageTag, _ random: inout SplitMix64) -> ImageTag {
        ImageTag((["acme-", "x", "v1.", "sha256-"].randomElement(using: &random) ?? "") + tag.description)
    }

    /// A tag that is not cosign's by one character.
    private static func spoilt(_ tag: ImageTag, _ random: inout SplitMix64) -> ImageTag {
        let text = tag.description
        let spoilt = [
            text + "x", text + ".", String(text.dropLast()), text.replacing("-", with: ":"),
            text.replacing("a", with: "A").replacing("0", with: "A", maxReplacements: 1),
            text.replacing("-", with: "--"),
        ]
        return ImageTag(spoilt.randomElement(using: &random) ?? "spoilt")
    }
}

extension ImageTag {
    /// The tag under which cosign keeps what belongs to an image.
    package static func cosign(_ subject: ImageDigest, suffix: String = ".sig") -> ImageTag {
        ImageTag("sha256-" + subject.description.dropFirst("sha256:".count) + suffix)
    }
}

extension SplitMix64 {
    /// Whether something happens that does so with a probability.
    package mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }

    /// Takes some elements out of a list.
    package mutating func take<Element>(_ count: Int, of elements: inout [Element]) -> [Element] {
        (0..<count).compactMap { _ in
            elements.isEmpty ? nil : elements.remove(at: Int.random(in: 0..<elements.count, using: &self))
        }
    }
}
