import Essentials
import Formats
import ImageModel

/// The images that texts name: by digest, by tag, or with their repository.
struct ImageNames: Sendable, Hashable {
    /// The digests, wherever they stand.
    private(set) var digests: Set<ImageDigest> = []
    /// The tags whose repository is not known: hashes, wherever they stand, and what follows an unknown repository.
    private(set) var tags: Set<ImageTag> = []
    /// The references with a repository.
    private(set) var references: Set<ImageReference> = []
    /// The references with a repository and a tag or digest that is not wholly known, with `*` for what is not known.
    private(set) var unknownTags: Set<ImageReference> = []
    /// The first image that is named, and of which neither the repository nor the tag is known.
    ///
    /// It has `*` for what is not known.
    private(set) var unknownImage: String?

    /// The length of a hash: SHA-256 in hexadecimal.
    static let hashLength = 64
    private static let longestTag = 128
    /// The length of a path that is looked at, in bytes; a repository's name has 256 at most.
    private static let longestPath = 1_024
    /// The length of the text behind a host name that is looked at, in bytes.
    private static let neighborhood = 1_024
    static let unknown: UInt8 = 0

    /// The host name that stands for one that is not known.
    private let home: String

    /// Creates names without an image.
    ///
    /// - Parameter home: the host name of the registry in the account and region of the texts.
    init(home: String) { self.home = home }

    /// Reads a text.
    mutating func read(_ text: String) {
        let bytes = Self.hidingVariables(in: Array(text.utf8))
        for word in bytes.words(where: Self.isWordByte) {
            if word.count >= Self.hashLength { readHashes(in: word) }
            if Self.isRegistryHost(word) {
                if let end = readReference(after: word, in: bytes) {
                    let (before, after) = Self.neighborhoods(of: word, upTo: end, in: bytes)
                    readTags(in: after)
                    for text in [before, after] { readVersions(near: word, in: bytes, text) }
                }
            } else if word.contains(Self.unknown) {
                readTag(afterUnknown: word, in: bytes)
            }
        }
    }

    /// Reads the hashes that stand anywhere in a text, and nothing else.
    mutating func readHashes(in text: String) {
        let bytes = Array(text.utf8)
        for word in bytes.words(where: Self.isWordByte) where word.count >= Self.hashLength { readHashes(in: word) }
    }

    /// The repository that is the whole of a text, with its host; `nil` if the text is anything else.
    ///
    /// A scheme such as `oci://`, a port and a slash at the end are left out.
    static func repository(in text: String) -> String? {
        let name = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text[...]
        let bytes = Array(name.utf8)
        let host = bytes.prefix(while: isWordByte)
        guard isRegistryHost(host) else { return nil }
        let (path, version) = parts(after: host, in: bytes)
        let rest = bytes[path.endIndex...]
        guard !path.isEmpty, version.isAbsent, rest.allSatisfy({ "/\n".utf8.contains($0) }) else { return nil }
        return String(decoding: host + path, as: UTF8.self)
    }

    /// Whether a text is the host name of a registry, and nothing else.
    static func isHost(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.allSatisfy(isWordByte) && isRegistryHost(bytes[...])
    }

    /// Takes any image of a repository for one in use, since the tag is not known.
    mutating func readUnknownTag(of repository: String) {
        add(repository, ImageVersion([UInt8(ascii: ":"), Self.unknown]))
    }

    /// A text in which each shell variable before a dot, as in a host name, is an unknown part.
    private static func hidingVariables(in bytes: [UInt8]) -> [UInt8] {
        let parts = bytes.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
        return parts.dropFirst().reduce(into: Array(parts[0])) { result, part in
            let isBraced = part.first == UInt8(ascii: "{")
            var rest = part.dropFirst(isBraced ? 1 : 0).drop { $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "_") }
            if isBraced, rest.first == UInt8(ascii: "}") { rest = rest.dropFirst() }
            let isLabel = rest.first == UInt8(ascii: ".") && rest.startIndex > part.startIndex
            result += isLabel ? [unknown] + rest : [UInt8(ascii: "$")] + part
        }
    }

    /// Reads the tag after a text that is not wholly known, which may be a registry or a repository.
    private mutating func readTag(afterUnknown word: ArraySlice<UInt8>, in bytes: [UInt8]) {
        let (path, version) = Self.parts(after: word, in: bytes)
        guard !version.isKnown || !version.tag.isEmpty else { return }
        if path.isEmpty {
            if version.isKnown { readTag(version.tag) }
        } else if version.isKnown || !path.contains(Self.unknown) {
            add(String(decoding: word + path, as: UTF8.self), version)
        }
        // Of other texts nothing tells that they name an image, so they are no reason to keep all.
    }

    /// Takes a text as a tag of any repository, if it could be one.
    mutating func readTag(_ text: some StringProtocol) { readTag(Array(text.utf8)[...]) }

    private mutating func readTag(_ bytes: ArraySlice<UInt8>) {
        guard (1...Self.longestTag).contains(bytes.count), bytes.allSatisfy(Self.isTagByte) else { return }
        tags.insert(ImageTag(String(decoding: bytes, as: UTF8.self)))
    }

    /// Takes the hashes in a word, and the whole word as a tag, since a tag may have a prefix before its hash.
    private mutating func readHashes(in word: ArraySlice<UInt8>) {
        for part in word.words(where: Self.isTagByte) {
            for run in part.words(where: Self.isHexadecimal) where run.count >= Self.hashLength {
                readTag(part)
                guard run.count == Self.hashLength else { continue }
                readTag(run)
                if let digest = ImageDigest("sha256:\(String(decoding: run, as: UTF8.self))") { digests.insert(digest) }
            }
        }
    }

    /// The texts before and behind a reference without a tag, of limited length.
    private static func neighborhoods(
        of host: ArraySlice<UInt8>, upTo end: Int, in bytes: [UInt8]
    ) -> (before: ArraySlice<UInt8>, after: ArraySlice<UInt8>) {
        (bytes[..<host.startIndex].suffix(neighborhood), bytes[end...].prefix(neighborhood))
    }

    /// Reads what follows words such as `tag` near a reference without a tag, as in values of Helm.
    ///
    /// If one of these is not known, any image of the repository may be in use.
    private mutating func readVersions(near host: ArraySlice<UInt8>, in bytes: [UInt8], _ text: ArraySlice<UInt8>) {
        let versions = Self.versions(in: text)
        for case let version? in versions { readTag(version) }
        guard versions.contains(nil) else { return }
        let (path, _) = Self.parts(after: host, in: bytes)
        // Beside a host, any word may be the repository.
        let paths =
            path.isEmpty
            ? text.words { Self.isTagByte($0) || $0 == UInt8(ascii: "/") }.map { Array("/".utf8) + $0 } : [Array(path)]
        for path in paths { readUnknownTag(of: String(decoding: host + path, as: UTF8.self)) }
    }

    /// The values of the words for versions in a text; `nil` for a value that is not known.
    private static func versions(in text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>?] {
        let words = text.words(where: isWordByte)
            .filter { word in word.contains { $0.isASCIILetterOrDigit || $0 == unknown } }
        let names = zip(words, words.dropFirst() + [text.suffix(0)])
        return names.filter { String(decoding: $0.0, as: UTF8.self).namesVersion }
            .map { name, value in
                let gap = text[name.endIndex..<value.startIndex]
                guard !value.isEmpty else { return hasOpenValue(gap) ? nil : value }
                let isQuoted = gap.last.map("\"'".utf8.contains) ?? false
                let isKnown =
                    !value.contains(unknown) && !hasOpenValue(gap)
                    && (isQuoted || YAMLNode.isCertain(plainText: String(decoding: value, as: UTF8.self)))
                return isKnown ? value : nil
            }
    }

    /// Whether a name has an empty value before the next word, or the next word is that of a variable.
    private static func hasOpenValue(_ gap: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: gap, as: UTF8.self)
        return ["\"\"", "''", "$", "{{"].contains { text.contains($0) }
            || gap.first == UInt8(ascii: ":") && text.contains("\n")
    }

    /// Takes all words as tags that a shell may join with a host name before them, and any two that follow each other.
    private mutating func readTags(in bytes: ArraySlice<UInt8>) {
        var last: ArraySlice<UInt8> = []
        // Dashes are no words.
        for word in bytes.words(where: Self.isTagByte) where word.contains(where: \.isASCIILetterOrDigit) {
            readTag(word)
            if !last.isEmpty { readTag(last + word) }
            last = word
        }
    }

    /// The path after a word, with its slash, and the version behind it.
    private static func parts(
        after word: ArraySlice<UInt8>, in bytes: [UInt8]
    ) -> (path: ArraySlice<UInt8>, version: ImageVersion) {
        var rest = bytes[word.endIndex...]
        let port = rest.dropFirst().prefix(while: \.isASCIIDigit)
        if rest.first == UInt8(ascii: ":"), bytes[port.endIndex...].first == UInt8(ascii: "/") {
            rest = bytes[port.endIndex...]
        }
        guard rest.first == UInt8(ascii: "/") else { return ([], ImageVersion(rest)) }
        var path = rest.prefix(longestPath).prefix { isWordByte($0) || $0 == UInt8(ascii: "/") }
        let version = ImageVersion(bytes[path.endIndex...])
        while let last = path.last, "._-/".utf8.contains(last) { path.removeLast() }
        return (path, version)
    }

    /// Reads the repository and the tag after a host name.
    ///
    /// - Returns: the end of what was read; `nil` if a tag or a digest is in it.
    private mutating func readReference(after host: ArraySlice<UInt8>, in bytes: [UInt8]) -> Int? {
        let (path, version) = Self.parts(after: host, in: bytes)
        guard !path.isEmpty else { return host.endIndex }
        let repository = String(decoding: host + path, as: UTF8.self)
        // A shell may put a tag behind a variable. What is not known at the end may have the tag in it.
        let isAssigned = version.tag.isEmpty && Self.isAssigned(host, in: bytes)
        let isOpen = path.last == Self.unknown && repository != StackValues.unknownRepository
        if isOpen, version.isKnown, version.isAbsent {
            addUnknownTag(of: repository, version)
        } else {
            add(repository, version, isPiece: isAssigned)
        }
        return version.isAbsent ? path.endIndex : nil
    }

    /// Whether a word is a value behind an equals sign, as that of a shell's variable.
    private static func isAssigned(_ word: ArraySlice<UInt8>, in bytes: [UInt8]) -> Bool {
        bytes[..<word.startIndex].suffix(3).last { !"\"'\\".utf8.contains($0) } == UInt8(ascii: "=")
    }

    /// Adds a reference, or its tag alone if the registry or the repository is not known.
    ///
    /// - Parameters:
    ///   - repository: the repository with its host.
    ///   - isPiece: whether a tag may be added to the reference elsewhere.
    private mutating func add(_ repository: String, _ version: ImageVersion, isPiece: Bool = false) {
        if !version.isKnown || isPiece && version.digest == nil { addUnknownTag(of: repository, version) }
        guard version.isKnown else { return }
        var text = repository
        if !version.tag.isEmpty { text += ":" + String(decoding: version.tag, as: UTF8.self) }
        if let digest = version.digest { text += "@\(digest)" }
        if !text.contains(StackValues.unknown), let reference = ImageReference(text) {
            references.insert(reference)
        } else if version.digest == nil {
            readTag(version.tag.isEmpty ? Array("latest".utf8)[...] : version.tag)
        }
    }

    /// Adds a reference whose tag is not known.
    ///
    /// What is not known of the registry counts as that of the stack's account and region.
    private mutating func addUnknownTag(of repository: String, _ version: ImageVersion) {
        let slash = repository.firstIndex(of: "/") ?? repository.endIndex
        let path = repository[slash...]
        guard !path.contains(StackValues.unknown) else {
            let image = repository.replacing(StackValues.unknown, with: "*") + ":" + version.tagWithGaps
            unknownImage = unknownImage ?? image
            return
        }
        let reference =
            ImageReference("\(knownHost(of: repository[..<slash]))\(path):\(version.tagWithGaps)")
            ?? ImageReference("\(home)\(path):\(version.tagWithGaps)")
        if let reference { unknownTags.insert(reference) }
    }

    /// A host name whose unknown parts are those of the stack's own registry.
    private func knownHost(of host: Substring) -> String {
        guard host.contains(StackValues.unknown) else { return String(host) }
        let (labels, own) = (host.split(separator: "."), home.split(separator: "."))
        guard labels.count == own.count else { return home }
        return zip(labels, own).map { $0.contains(StackValues.unknown) ? $1 : $0 }.joined(separator: ".")
    }

    /// Whether a word is the host name of a registry, of which parts may not be known.
    private static func isRegistryHost(_ word: ArraySlice<UInt8>) -> Bool {
        guard word.count >= 8, word.contains(UInt8(ascii: ".")) else { return false }
        let host = String(decoding: word, as: UTF8.self).lowercased()
        return host.contains(".dkr.ecr") || host.contains(".dkr-ecr") || host == "public.ecr.aws"
            || host == "ecr-public.aws.com"
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        byte.isASCIIDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    static func isTagByte(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || "._-".utf8.contains(byte)
    }

    static func isWordByte(_ byte: UInt8) -> Bool { isTagByte(byte) || byte == unknown }
}

extension RandomAccessCollection<UInt8> {
    /// The longest runs of bytes that belong to words, one after the other.
    fileprivate func words(where isWordByte: @escaping (UInt8) -> Bool) -> some Sequence<SubSequence> {
        sequence(state: self[...]) { rest -> SubSequence? in
            rest = rest.drop { !isWordByte($0) }
            guard !rest.isEmpty else { return nil }
            let word = rest.prefix(while: isWordByte)
            rest = rest[word.endIndex...]
            return word
        }
    }
}
