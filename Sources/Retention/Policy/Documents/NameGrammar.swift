import Essentials
import Formats

/// The rules for names of one kind.
///
/// - SeeAlso: [ECR's `CreateRepository`](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html),
///   [OCI distribution specification: tags](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests)
struct NameGrammar: Sendable {
    /// The kind of name, as words to follow "no".
    let owner: String
    /// The allowed characters, in words.
    let sentence: String
    /// The allowed first characters, in words.
    let beginning: String
    /// The maximum number of characters in a name.
    let maximumLength: Int
    /// The maximum number of asterisks in a pattern.
    let maximumWildcardCount: Int
    private let bytes: Set<UInt8>
    private let leadingBytes: Set<UInt8>
    /// Whether slashes divide a name into parts.
    ///
    /// Each part begins and ends with a letter or a digit.
    private let hasParts: Bool

    private static let lowercase = "abcdefghijklmnopqrstuvwxyz0123456789"
    private static let uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

    /// The grammar of repositories' names.
    static let repository = NameGrammar(
        owner: "repository's name", sentence: "lowercase letters, digits and . _ - /",
        beginning: "a lowercase letter or a digit", maximumLength: 256, maximumWildcardCount: .max,
        bytes: Set((lowercase + "._-/").utf8), leadingBytes: Set(lowercase.utf8), hasParts: true)

    /// The grammar of tags.
    static let tag = NameGrammar(
        owner: "tag", sentence: "letters, digits and . _ -", beginning: "a letter, a digit or _", maximumLength: 128,
        maximumWildcardCount: WildcardPattern.maximumWildcardCount,
        bytes: Set((lowercase + uppercase + "._-").utf8), leadingBytes: Set((lowercase + uppercase + "_").utf8),
        hasParts: false)

    /// The first character of a pattern that no name has, if any.
    func stranger(in pattern: some Sequence<Unicode.Scalar>) -> Unicode.Scalar? {
        pattern.first { scalar in
            guard scalar.isASCII else { return true }
            return scalar != "*" && !bytes.contains(UInt8(ascii: scalar))
        }
    }

    /// A reason that a pattern does not match what its author means.
    struct Flaw {
        /// The reason and the remedy, as a predicate of the pattern.
        let message: String
        /// Whether the pattern may be right after all, such as `1.*`.
        var isDoubtful = false
    }

    /// The flaw of a pattern, if it has one.
    ///
    /// Such a pattern can match nothing, or is likely a regular expression.
    ///
    /// - Parameters:
    ///   - text: the pattern, maybe with the exclamation mark of an exclusion.
    ///   - keeps: whether the pattern keeps something, so that a wider pattern does no harm.
    func flaw(in text: String, keeps: Bool) -> Flaw? {
        let mark = hasParts && text.isExclusion ? "!" : ""
        let pattern = mark.isEmpty ? text : text.excluded
        let shown = "is \"\(text.excerpt())\""
        func advice(_ glob: String?) -> String {
            glob.map { ". Write \"\(mark)\($0)\"".excerpt(300) } ?? ""
        }
        // Where images may go by it, a wider pattern is for its author to decide.
        func substitute(_ glob: String?) -> String {
            keeps
                ? advice(glob)
                : glob.map { ". The nearest is \"\(mark)\($0)\", which may match more".excerpt(300) } ?? ""
        }
        if let stranger = stranger(in: pattern.unicodeScalars) {
            return Flaw(
                message: "\(shown), which no \(owner) can match, for its \"\("\(stranger)".excerpt())\": "
                    + "such names have \(sentence), and * stands for any run of them"
                    + substitute(glob(for: pattern)))
        }
        if let reason = mismatch(of: Array(pattern.utf8)) {
            return Flaw(
                message: "\(shown), which no \(owner) can match: \(reason)"
                    + substitute(glob(for: pattern)))
        }
        if hasParts, let name = pattern.nameBehindHost {
            return Flaw(
                message: "\(shown), which begins with a registry's host name: write the repository's name alone, "
                    + "\"\(mark)\(name.excerpt())\"")
        }
        guard let isDoubtful = pattern.hasDotAsterisk else { return nil }
        let dotted = pattern.replacing(".*", with: ".**")
        let isPossible = WildcardPattern(dotted).wildcardCount <= maximumWildcardCount
        let alternative = isPossible ? ", or \"\(mark)\(dotted)\" if a dot is meant".excerpt(300) : ""
        return Flaw(
            message: "\(shown), in which . stands for a dot alone: * by itself stands for any run of characters"
                + advice(glob(for: pattern)) + alternative,
            isDoubtful: isDoubtful)
    }

    /// The flaw of an entry in a rule's list, if any.
    ///
    /// Such an entry can match nothing, or is likely a regular expression.
    func flaw(of entry: TagList.Entry) -> Flaw? {
        let text =
            switch entry {
            case .pattern(let pattern): pattern.text
            case .prefix(let prefix): prefix
            }
        if text.isExclusion {
            return Flaw(
                message: "is \"\(text.excerpt())\": no tag has a \"!\", and it excludes nothing here. "
                    + "Exclude tags by excludeTagPatternList")
        }
        if text.contains(",") {
            return Flaw(
                message: "is \"\(text.excerpt())\": no tag has a comma. Write each entry as a string of its own")
        }
        if text.contains("|") {
            return Flaw(
                message: "is \"\(text.excerpt())\": no tag has a \"|\". Write each alternative as an entry of its own, "
                    + "with \"tagMatch\": \"any\"")
        }
        return switch entry {
        case .pattern(let pattern): flaw(in: pattern.text, keeps: false)
        case .prefix(let prefix):
            // In a prefix, an asterisk stands for itself, and no tag has an asterisk.
            if prefix.contains("*") {
                Flaw(
                    message: "is the prefix \"\(prefix.excerpt())\", in which * stands for itself: no tag has one. "
                        + "Use tagPatternList, or leave the * out")
            } else {
                flaw(in: prefix, keeps: false)
            }
        }
    }

    /// The reason that no name matches a pattern, if there is one.
    ///
    /// The pattern has only the characters of names and asterisks.
    private func mismatch(of pattern: [UInt8]) -> String? {
        let asterisk = UInt8(ascii: "*")
        func isLeading(_ byte: UInt8?) -> Bool { byte.map { $0 == asterisk || leadingBytes.contains($0) } ?? true }
        if !isLeading(pattern.first) { return "it begins with \(beginning)" }
        if pattern.count(where: { $0 != asterisk }) > maximumLength {
            return "it has at most \(maximumLength) characters"
        }
        guard hasParts else { return nil }
        if !isLeading(pattern.last) { return "it ends with \(beginning)" }
        let slash = UInt8(ascii: "/")
        let isBroken = zip(pattern, pattern.dropFirst()).contains {
            ($0 == slash && !isLeading($1)) || ($1 == slash && !isLeading($0))
        }
        return isBroken ? "what stands between slashes begins and ends with \(beginning)" : nil
    }

    /// The pattern to write in place of a regular expression.
    ///
    /// The result is `nil` if the pattern is not easily found.
    private func glob(for expression: String) -> String? {
        guard let glob = RegularExpression.glob(for: expression), glob != expression, !glob.isEmpty,
            stranger(in: glob.unicodeScalars) == nil, mismatch(of: Array(glob.utf8)) == nil,
            WildcardPattern(glob).wildcardCount <= maximumWildcardCount
        else { return nil }
        return glob
    }
}

extension String {
    /// The text behind the host name of an account's registry; `nil` if it begins with no such name.
    ///
    /// `public.ecr.aws` is none: mirrors keep it as the first part of a name.
    fileprivate var nameBehindHost: String? {
        guard let slash = firstIndex(of: "/"), [".dkr.ecr", ".dkr-ecr"].contains(where: self[..<slash].contains) else {
            return nil
        }
        return String(self[index(after: slash)...])
    }

    /// Whether `.*` stands only behind digits; `nil` without any `.*`.
    ///
    /// Behind digits, as in `1.*`, it is likely part of a version. `*.*` does not count, since no regular expression
    /// has it. Nor does `.**` count, which clearly means a dot.
    fileprivate var hasDotAsterisk: Bool? {
        let bytes = Array(utf8)
        let asterisk = UInt8(ascii: "*")
        let before = bytes.indices.dropFirst(2).compactMap { position -> UInt8? in
            guard bytes[position] == asterisk, bytes[position - 1] == UInt8(ascii: "."),
                position + 1 == bytes.count || bytes[position + 1] != asterisk
            else { return nil }
            return bytes[position - 2] == asterisk ? nil : bytes[position - 2]
        }
        guard !before.isEmpty else { return nil }
        return before.allSatisfy(\.isASCIIDigit)
    }
}
