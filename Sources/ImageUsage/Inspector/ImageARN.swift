import ImageModel

extension ImageReference {
    /// Parses the ARN of an image, `arn:PARTITION:ecr:REGION:ACCOUNT:repository/NAME/DIGEST`, or returns `nil` when it is
    /// not exactly that.
    init?(imageARN text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"), parts[2] == "ecr",
            !parts[3].isEmpty, parts[4].utf8.count == 12, parts[4].utf8.allSatisfy(\.isDigit)
        else { return nil }
        var names = parts[5].split(separator: "/", omittingEmptySubsequences: false)
        guard let digest = names.popLast().flatMap({ ImageDigest($0) }), names.first == "repository" else { return nil }
        names.removeFirst()
        guard !names.isEmpty, names.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isOfRepositoryName) }) else {
            return nil
        }
        self.init(
            registry: .ecr(account: String(parts[4]), region: String(parts[3])),
            repository: RepositoryName(names.joined(separator: "/")), tag: nil, digest: digest)
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// Whether a repository's name may have it, besides slashes.
    fileprivate var isOfRepositoryName: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || ".-_".utf8.contains(self)
    }
}
