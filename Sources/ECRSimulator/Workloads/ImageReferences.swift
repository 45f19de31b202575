import ImageModel

/// A workload's image: its text, and the digest resolved for it.
struct ImageReference: Sendable, Hashable {
    /// The text in the definition.
    var uri: String
    /// The digest that the service resolved.
    var digest: ImageDigest?

    /// The repository's URI, without tag and digest.
    var repositoryURI: String {
        let name = uri.prefix { $0 != "@" }
        guard let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") else { return String(name) }
        return String(name[..<colon])
    }
}

/// Resolves the workloads' images in a file's registries.
struct ImageReferences {
    let registries: [RegistryAddress: Registry]
    let home: Location

    /// Reads an image's text from a registry file.
    ///
    /// The text is a URI, or has `ecr:` or `ecr-public:` in place of the host. `#name` at the end means the named
    /// image's digest.
    ///
    /// - Throws: ``RegistryFileError``.
    func reference(_ text: String, digest: ContainerEntry.Digest, path: String) throws -> ImageReference {
        let parts = text.split(separator: "#", maxSplits: 1).map(String.init)
        var reference = ImageReference(uri: absolute(parts.first ?? ""))
        guard !reference.uri.isEmpty else {
            throw RegistryFileError(path: path, message: "an image must be a URI, or begin with ecr: or ecr-public:")
        }
        if parts.count == 2 {
            let named = try self.digest(of: parts[1], in: reference, path: path)
            reference.uri += "@\(named)"
        }
        switch digest {
        case .unknown: break
        case .ofReference: reference.digest = resolve(reference)
        case .of(let name):
            reference.digest =
                try ImageDigest(name) ?? self.digest(of: name, in: reference, path: path)
        }
        return reference
    }

    private func absolute(_ text: String) -> String {
        for (prefix, address) in [("ecr:", RegistryAddress.ecr(home)), ("ecr-public:", .ecrPublic(home.account))]
        where text.hasPrefix(prefix) {
            let registry = registries[address] ?? Registry(address.kind, address.location ?? home)
            return registry.uriPrefix + text.dropFirst(prefix.count)
        }
        return text
    }

    /// The digest in the text, or the digest of its tag now.
    private func resolve(_ reference: ImageReference) -> ImageDigest? {
        let parts = reference.uri.split(separator: "@", maxSplits: 1)
        if parts.count == 2 { return ImageDigest(String(parts[1])) }
        let tag = reference.uri.dropFirst(reference.repositoryURI.count + 1)
        return repository(of: reference)?.images.digest(of: ImageTag(tag.isEmpty ? "latest" : String(tag)))
    }

    private func digest(of name: String, in reference: ImageReference, path: String) throws -> ImageDigest {
        guard let repository = repository(of: reference) else {
            throw RegistryFileError(
                path: path, message: "\(reference.repositoryURI) is no repository of this file")
        }
        guard let digest = repository.digestsByName[name] else {
            throw RegistryFileError(path: path, message: "there is no image \(name) in \(repository.name)")
        }
        return digest
    }

    /// The repository of a URI, by any host name of its registry.
    func repository(of reference: ImageReference) -> Repository? {
        address(of: reference).flatMap { registries[$0.address]?.repositories[$0.name] }
    }

    /// The registry and repository of a URI.
    ///
    /// The host name gives a private registry's account and region.
    func address(of reference: ImageReference) -> (address: RegistryAddress, name: RepositoryName)? {
        let parts = reference.repositoryURI.split(separator: "/", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        if parts[0] == "public.ecr.aws" {
            // The registry's alias comes before the repository's name.
            let name = parts[1].drop { $0 != "/" }.dropFirst()
            return (.ecrPublic(home.account), RepositoryName(String(name)))
        }
        let labels = parts[0].split(separator: ".").map(String.init)
        let known = registries.keys.first { address in
            guard address.kind == .ecr, let location = address.location else { return false }
            let account = labels.first?.split(separator: "-").first.map(String.init)
            return account == location.account && labels.contains(location.region)
        }
        return known.map { ($0, RepositoryName(String(parts[1]))) }
    }
}
