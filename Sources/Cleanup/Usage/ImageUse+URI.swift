import ImageModel

extension ImageUse {
    /// The used image as a URI, with its digest if known.
    var image: String { reference.uri(of: digest) }
}

extension [ImageUse] {
    /// The digests that none of the uses has.
    func digestsAlone(among digests: [ImageDigest: String]) -> [ImageDigest: String] {
        guard !digests.isEmpty else { return [:] }
        let used = Set(compactMap(\.digest))
        return digests.filter { !used.contains($0.key) }
    }
}

extension ImageReference {
    /// The reference as a URI that a container runtime takes.
    ///
    /// - Parameter digest: the digest that the reference is known to mean, if any.
    func uri(of digest: ImageDigest?) -> String {
        let host =
            switch registry {
            case .ecr(let account, let region):
                "\(account).dkr.ecr.\(region).\(Region(region).map(Partition.containing)?.dnsSuffix ?? Partition.aws.dnsSuffix)"
            case .ecrPublic(let alias): "public.ecr.aws/\(alias)"
            }
        let suffix = (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
        return "\(host)/\(repository)\(suffix)"
    }
}
