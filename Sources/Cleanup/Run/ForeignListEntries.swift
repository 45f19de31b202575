import ECRClient
import ImageModel
import Retention

/// The entries of lists of images that keep nothing, since their policy does not apply to the repository.
///
/// Such a mistake is not seen otherwise: the image goes by the policy that applies.
struct ForeignListEntries {
    private let policy: Policy
    private let listing: TargetListing

    /// - Parameter listing: the repositories of a registry, each with the section that applies.
    init(by policy: Policy, in listing: TargetListing) {
        (self.policy, self.listing) = (policy, listing)
    }

    /// The names of the lists that only some sections have.
    var names: Set<UsageSourceName> { Set(policy.sections.flatMap(lists).map(\.name)) }

    /// The lists of a section that the whole policy does not have.
    private func lists(of section: Policy.Section) -> [ImageList] {
        let places = Set(policy.protection.imageLists.map(\.place))
        return section.protection.imageLists.filter { !places.contains($0.place) }.sorted { $0.name < $1.name }
    }

    /// The entries as sentences, one for each section and list.
    ///
    /// - Parameter uses: what each list names, as far as it was read.
    func warnings(_ uses: [UsageSourceName: [ImageUse]]) -> [String] {
        // The table below takes memory for each repository.
        guard !uses.isEmpty else { return [] }
        let entries = Dictionary(
            listing.repositories.map { ($0.repository.name, $0) }, uniquingKeysWith: { first, _ in first })
        return policy.sections.enumerated().flatMap { index, section in
            lists(of: section).compactMap { list -> String? in
                let images = (uses[list.name] ?? []).filter { use in
                    guard let entry = entries[use.reference.repository], entry.section != index else { return false }
                    return isMeant(use.reference, entry) && !has(list, entry.section)
                }.map(\.image)
                guard !images.isEmpty else { return nil }
                return "the policy \"\(section.name)\" keeps no image by \(PolicyCoverage.list(Set(images).sorted())) "
                    + "of protect.imageUrisFrom \"\(list.place)\": it does not apply to the repository"
            }
        }
    }

    /// Whether a section has a list, maybe with another limit of its age.
    private func has(_ list: ImageList, _ section: Int) -> Bool {
        policy.sections[section].protection.imageLists.contains { $0.place == list.place }
    }

    private func isMeant(_ reference: ImageReference, _ entry: TargetListing.Entry) -> Bool {
        guard let clients = listing.clients else { return false }
        return RegistryLocation(of: entry.repository, in: clients.registry, clients.region)
            .holds(reference, in: entry.repository.name)
    }
}
