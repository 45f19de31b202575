import Essentials

/// A workload's reference to an ECR image.
///
/// It has a registry, a repository, and a tag, a digest or both. If it has both, the digest decides, as in every
/// container runtime.
///
/// - SeeAlso: [Amazon ECR private registry](https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html)
public struct ImageReference: Sendable, Hashable {
    /// A registry, as the host name identifies it.
    public enum Registry: Sendable, Hashable {
        /// The private registry of an account in a region.
        case ecr(account: String, region: String)
        /// A public registry, by the alias before the repository's name.
        case ecrPublic(alias: String)
    }

    /// The image's registry.
    public let registry: Registry
    /// The image's repository.
    public let repository: RepositoryName
    /// The reference's tag; `latest` if it has neither tag nor digest.
    public let tag: ImageTag?
    /// The reference's digest, if any.
    public let digest: ImageDigest?

    /// Creates a reference.
    public init(registry: Registry, repository: RepositoryName, tag: ImageTag?, digest: ImageDigest?) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }
}

extension ImageReference {
    /// Parses a reference; `nil` if it does not name an ECR image.
    ///
    /// Host names of all partitions are accepted, also for FIPS and dual stack. So are unknown suffixes, for future
    /// partitions: an image whose reference is not recognized might be deleted.
    public init?(_ text: String) {
        guard let slash = text.firstIndex(of: "/"), let host = Host(text[..<slash]) else { return nil }
        var rest = text[text.index(after: slash)...]

        var digest: ImageDigest?
        if let at = rest.firstIndex(of: "@") {
            guard let parsed = ImageDigest(rest[rest.index(after: at)...]) else { return nil }
            digest = parsed
            rest = rest[..<at]
        }
        var tag: ImageTag?
        if let colon = rest.firstIndex(of: ":") {
            tag = ImageTag(String(rest[rest.index(after: colon)...]))
            rest = rest[..<colon]
        }
        if tag == nil, digest == nil { tag = "latest" }

        switch host {
        case .ecr(let account, let region):
            registry = .ecr(account: account, region: region)
        case .ecrPublic:
            guard let slash = rest.firstIndex(of: "/") else { return nil }
            registry = .ecrPublic(alias: String(rest[..<slash]))
            rest = rest[rest.index(after: slash)...]
        }
        guard !rest.isEmpty, tag?.description.isEmpty != true else { return nil }
        repository = RepositoryName(String(rest))
        self.tag = tag
        self.digest = digest
    }

    /// The registry that a host name stands for.
    private enum Host {
        case ecr(account: String, region: String)
        case ecrPublic

        /// Reads `ACCOUNT.dkr.ecr.REGION.…`, or one of ECR Public's two host names.
        ///
        /// FIPS has `ecr-fips`, dual stack has `dkr-ecr`; a port is ignored.
        init?(_ text: Substring) {
            let name = text.prefix { $0 != ":" }.lowercased()
            if ["public.ecr.aws", "ecr-public.aws.com"].contains(name) {
                self = .ecrPublic
                return
            }
            var labels = name.split(separator: ".", omittingEmptySubsequences: false)[...]
            guard let account = labels.popFirst(), account.isAccountID else { return nil }
            if labels.first == "dkr", let service = labels.dropFirst().first {
                guard ["ecr", "ecr-fips"].contains(service) else { return nil }
                labels = labels.dropFirst(2)
            } else {
                guard let service = labels.popFirst(), ["dkr-ecr", "dkr-ecr-fips"].contains(service) else { return nil }
            }
            guard let region = labels.popFirst(), !region.isEmpty, !labels.isEmpty else { return nil }
            self = .ecr(account: String(account), region: String(region))
        }
    }
}

extension ImageReference {
    /// Whether ECR can have an image of this name.
    ///
    /// A workload's reference need not be well-formed. But a person who names an image that has to stay has made a
    /// mistake if ECR can't have it: the image would go.
    public var isWellFormed: Bool {
        let isRegistry =
            switch registry {
            case .ecr(_, let region): Region(region) != nil
            case .ecrPublic(let alias): !alias.contains("/") && RepositoryName(alias).isWellFormed
            }
        return isRegistry && repository.isWellFormed && tag?.isWellFormed != false
    }
}

extension ImageReference: CustomStringConvertible {
    /// The reference without the host.
    ///
    /// It has the account and region or the alias, then the repository, the tag and the digest.
    public var description: String {
        let registry =
            switch registry {
            case .ecr(let account, let region): "\(account)/\(region)"
            case .ecrPublic(let alias): "public/\(alias)"
            }
        let tag = tag.map { ":\($0)" } ?? ""
        let digest = digest.map { "@\($0)" } ?? ""
        return "\(registry)/\(repository)\(tag)\(digest)"
    }
}
