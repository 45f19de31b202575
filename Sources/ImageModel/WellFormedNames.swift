import Essentials

extension RepositoryName {
    /// Whether ECR allows such a repository: each part between slashes begins and ends with a lowercase letter or a digit.
    ///
    /// - SeeAlso: [ECR's `CreateRepository`](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html)
    public var isWellFormed: Bool {
        let bytes = description.utf8
        return bytes.count <= 256
            && bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
                part.first?.isASCIILowercaseOrDigit == true && part.last?.isASCIILowercaseOrDigit == true
                    && part.allSatisfy { $0.isASCIILowercaseOrDigit || "._-".utf8.contains($0) }
            }
    }
}

extension ImageTag {
    /// Whether ECR allows such a tag: it begins with a letter, a digit or an underscore.
    ///
    /// - SeeAlso: [OCI distribution specification: tags](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests)
    public var isWellFormed: Bool {
        let bytes = description.utf8
        guard let first = bytes.first, bytes.count <= 128 else { return false }
        return !".-".utf8.contains(first) && bytes.allSatisfy { $0.isASCIILetterOrDigit || "._-".utf8.contains($0) }
    }
}
