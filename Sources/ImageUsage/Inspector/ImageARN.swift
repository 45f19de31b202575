import Essentials
import ImageModel

/// The ARN of a repository or an image.
///
/// Its form is `arn:PARTITION:ecr:REGION:ACCOUNT:repository/NAME[/DIGEST]`.
private struct ECRResourceARN {
    let registry: ImageReference.Registry
    /// The parts after `repository/`, split at the slashes.
    let names: [Substring]

    init?(_ text: String) {
        guard let arn = ARN(text), arn.partition.hasPrefix("aws"), arn.service == "ecr", !arn.region.isEmpty,
            arn.account.isAccountID, arn.resourceParts.first == "repository"
        else { return nil }
        registry = .ecr(account: arn.account, region: arn.region)
        names = Array(arn.resourceParts.dropFirst())
    }

    static func repository(_ names: some Collection<Substring>) -> RepositoryName? {
        guard !names.isEmpty, names.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isOfRepositoryName) }) else {
            return nil
        }
        return RepositoryName(names.joined(separator: "/"))
    }
}

extension ImageReference {
    /// Parses an image's ARN; `nil` for any other text.
    init?(imageARN text: String) {
        guard let arn = ECRResourceARN(text), let digest = arn.names.last.flatMap({ ImageDigest($0) }),
            let repository = ECRResourceARN.repository(arn.names.dropLast())
        else { return nil }
        self.init(registry: arn.registry, repository: repository, tag: nil, digest: digest)
    }
}

extension UsageAnswer.Repository {
    /// Parses a repository's ARN; `nil` for any other text.
    init?(arn text: String) {
        guard let arn = ECRResourceARN(text), let name = ECRResourceARN.repository(arn.names) else { return nil }
        self.init(name, in: arn.registry)
    }
}

extension UInt8 {
    /// Whether the byte is allowed in a repository's name, besides slashes.
    fileprivate var isOfRepositoryName: Bool {
        isASCIILowercaseOrDigit || ".-_".utf8.contains(self)
    }
}
