import Essentials
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
    /// Whether an image is named of which neither the repository nor the tag is known.
    private(set) var hasUnknownImage = false

    /// The length of a hash: SHA-256 in hexadecimal.
    static let hashLength = 64
    private static let longestTag = 128
    static let unknown: UInt8 = 0

    /// Reads a text.
    ///
    /// - Parameter hasPieces: whether a reference may stand in pieces, with a format's punctuation between them.
    mutating func read(_ text: String, hasPieces: Bool = false) {
        let bytes = Array(text.utf8)
        for word in bytes.words(where: Self.isWordByte) {
            if word.count >= Self.hashLength { readHashes(in: word) }
            if Self.isRegistryHost(word) {
                let isPiece = hasPieces && TemplateText.isItem(word, in: bytes)
                guard !readReference(after: word, in: bytes, isPiece: isPiece) else { continue }
                readNeighbors(of: word, in: bytes)
                // A host name of which more stands in other items is followed by the repository and the tag there.
                let isCut = bytes[word.endIndex...].first != UInt8(ascii: "/")
                if isPiece, isCut, TemplateText.joinsComputedTag(to: word, in: bytes) { hasUnknownImage = true }
            } else if hasPieces, TemplateText.isRepositoryURI(word) {
                readNeighbors(of: word, in: bytes)
                hasUnknownImage = hasUnknownImage || TemplateText.joinsComputedTag(to: word, in: bytes)
            } else if word.last == Self.unknown {
                readTag(afterUnknown: word, in: bytes)
            }
        }
    }

    /// Reads the tag after an unknown text, which may be a registry or a repository.
    private mutating func readTag(afterUnknown word: ArraySlice<UInt8>, in bytes: [UInt8]) {
        if bytes[word.endIndex...].first == UInt8(ascii: ":") {
            readTag(bytes[(word.endIndex + 1)...].prefix(while: Self.isTagByte))
        } else {
            _ = readReference(after: word, in: bytes, isPiece: false)
        }
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

    /// Takes all words near the pieces of a reference as tags, and any two words that follow each other.
    private mutating func readNeighbors(of word: ArraySlice<UInt8>, in bytes: [UInt8]) {
        var last: ArraySlice<UInt8> = []
        for neighbor in bytes[word.endIndex...].prefix(TemplateText.neighborhood).words(where: Self.isTagByte)
        // The dashes of a list are no words.
        where neighbor.contains(where: \.isASCIILetterOrDigit) {
            readTag(neighbor)
            if !last.isEmpty { readTag(last + neighbor) }
            last = neighbor
        }
    }

    /// Reads the repository and the tag after a host name.
    ///
    /// - Parameter isPiece: whether more of the reference may stand elsewhere.
    /// - Returns: whether a tag or a digest follows.
    private mutating func readReference(
        after host: ArraySlice<UInt8>, in bytes: [UInt8], isPiece: Bool
    ) -> Bool {
        var rest = bytes[host.endIndex...]
        if rest.first == UInt8(ascii: ":") {
            rest = rest.dropFirst().drop(while: \.isASCIIDigit)
        }
        guard rest.first == UInt8(ascii: "/") else { return false }
        rest = rest.dropFirst()
        var repository = rest.prefix { Self.isWordByte($0) || $0 == UInt8(ascii: "/") }
        rest = rest[repository.endIndex...]
        while let last = repository.last, "._-/".utf8.contains(last) { repository.removeLast() }
        let version = ImageVersion(rest)
        guard !repository.isEmpty else { return false }
        // A shell may put a tag behind a variable.
        let isAssigned = version.tag.isEmpty && TemplateText.isAssigned(host, in: bytes)
        add(
            "\(String(decoding: host, as: UTF8.self))/\(String(decoding: repository, as: UTF8.self))", version,
            isPiece: isPiece || isAssigned)
        return !version.tag.isEmpty || version.digest != nil
    }

    /// Adds a reference, or its tag alone if the registry or the repository is not known.
    private mutating func add(_ repository: String, _ version: ImageVersion, isPiece: Bool) {
        guard !repository.contains(StackValues.unknown) else {
            if version.isKnown { readTag(version.tag) } else { hasUnknownImage = true }
            return
        }
        let isWhole = version.isKnown && (!isPiece || version.digest != nil)
        if !isWhole, let reference = ImageReference(repository + ":" + version.tagWithGaps) {
            unknownTags.insert(reference)
        }
        guard version.isKnown else { return }
        var text = repository
        if !version.tag.isEmpty { text += ":" + String(decoding: version.tag, as: UTF8.self) }
        if let digest = version.digest { text += "@\(digest)" }
        // A variable of a shell may stand for the account.
        if let reference = ImageReference(text) { references.insert(reference) } else { readTag(version.tag) }
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
