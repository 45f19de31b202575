import JSON

/// The characters of which the names of one kind consist.
///
/// - SeeAlso: [ECR's `CreateRepository`](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html),
///   [OCI distribution specification: tags](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests)
struct NameAlphabet: Sendable {
    /// What has such names, to follow "no".
    let owner: String
    /// The characters, for a person.
    let sentence: String
    /// Whether a leading `!` is no part of a pattern, but makes it exclude.
    let hasExclusions: Bool
    private let bytes: Set<UInt8>

    /// Of repositories.
    static let repository = NameAlphabet(
        owner: "repository's name", sentence: "lowercase letters, digits and . _ - /", hasExclusions: true,
        bytes: Set("abcdefghijklmnopqrstuvwxyz0123456789._-/".utf8))

    /// Of tags.
    static let tag = NameAlphabet(
        owner: "tag", sentence: "letters, digits and . _ -", hasExclusions: false,
        bytes: Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-".utf8))

    /// The first character of a pattern that no name of this kind has, if there is one.
    func stranger(in pattern: some Sequence<Unicode.Scalar>) -> Unicode.Scalar? {
        pattern.first { scalar in
            guard scalar.isASCII else { return true }
            return scalar != "*" && !bytes.contains(UInt8(ascii: scalar))
        }
    }
}

extension PolicyFindings {
    /// Reports a pattern that can match nothing, since it has a character that no such name has.
    mutating func refuseStranger(in text: String, to alphabet: NameAlphabet, _ path: DocumentPath) {
        let isExclusion = alphabet.hasExclusions && text.utf8.first == UInt8(ascii: "!")
        guard let stranger = alphabet.stranger(in: text.unicodeScalars.dropFirst(isExclusion ? 1 : 0)) else { return }
        fault(
            path,
            "is \"\(text.excerpt())\", which no \(known: alphabet.owner) can match, for its \"\("\(stranger)".excerpt())\": "
                + "such names have \(known: alphabet.sentence), and * stands for any run of them")
    }
}
