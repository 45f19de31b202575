/// Which registry a repository is in, as references name it.
package struct RegistryLocation: Sendable, Hashable {
    /// Whether it is a public registry, and not a private one.
    package let isPublic: Bool
    /// The account.
    package let registryID: String
    /// The code of the region.
    package let region: String

    /// Creates a location.
    package init(isPublic: Bool = false, registryID: String, region: String) {
        self.isPublic = isPublic
        self.registryID = registryID
        self.region = region
    }

    /// The registry as references name it; `nil` for a public one, whose alias is not known.
    package var reference: ImageReference.Registry? {
        isPublic ? nil : .ecr(account: registryID, region: region)
    }

    /// Whether a reference names an image of a repository of this registry.
    ///
    /// The alias of a public registry is not looked at: to keep an image of somebody else's repository of the same name
    /// does no harm.
    package func holds(_ reference: ImageReference, in repository: RepositoryName) -> Bool {
        guard reference.repository == repository else { return false }
        switch reference.registry {
        case .ecr(let account, let region): return !isPublic && account == registryID && region == self.region
        case .ecrPublic: return isPublic
        }
    }
}

extension RegistryLocation: CustomStringConvertible {
    /// The registry for a person.
    package var description: String {
        isPublic ? "the public registry" : "the registry of \(registryID) in \(region)"
    }
}
