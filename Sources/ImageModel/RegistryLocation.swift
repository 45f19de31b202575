/// The registry that a repository is in.
package struct RegistryLocation: Sendable, Hashable {
    /// Whether the registry is public.
    package let isPublic: Bool
    /// The account, as 12 digits.
    package let registryID: String
    /// The code of the region.
    package let region: String

    /// Creates the place of a registry.
    package init(isPublic: Bool = false, registryID: String, region: String) {
        self.isPublic = isPublic
        self.registryID = registryID
        self.region = region
    }

    /// The registry as references name it.
    ///
    /// It is `nil` for a public registry, whose alias is not known.
    package var reference: ImageReference.Registry? {
        isPublic ? nil : .ecr(account: registryID, region: region)
    }

    /// Whether a reference names an image of a repository of this registry.
    ///
    /// The alias of a public registry is ignored. If the reference names somebody else's repository of the same name,
    /// keeping an image does no harm.
    package func holds(_ reference: ImageReference, in repository: RepositoryName) -> Bool {
        guard reference.repository == repository else { return false }
        switch reference.registry {
        case .ecr(let account, let region): return !isPublic && account == registryID && region == self.region
        case .ecrPublic: return isPublic
        }
    }
}

extension RegistryLocation: CustomStringConvertible {
    /// The registry in words.
    package var description: String {
        isPublic ? "the public registry" : "the registry of \(registryID) in \(region)"
    }
}
