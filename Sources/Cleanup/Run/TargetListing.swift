import AWSClient
import ECRClient
import ImageModel
import Retention

/// A target whose repositories are listed.
struct TargetListing: Sendable {
    let target: Target
    /// How it went so far.
    var report: TargetReport
    /// How it is reached; `nil` where it can't be, or where the run leaves it out.
    var clients: TargetClients?
    /// The repositories that the run may work on.
    var repositories: [Entry] = []

    /// The repositories that no policy applies to, in a run with an audit.
    var unmatched: [Repository] = []

    /// A repository that the run may work on.
    struct Entry: Sendable {
        let repository: Repository
        /// The index of the policy's section that applies to it.
        let section: Int
        /// Why the section that applies is not known; `nil` if it is known.
        var obstacle: Obstacle?
    }

    /// A reason that nothing is done to a repository.
    struct Obstacle: Sendable {
        let status: RepositoryReport.Status
        let reason: String
    }

    /// A target of which nothing is listed yet.
    init(of target: Target) {
        self.target = target
        report = TargetReport(name: target.description)
    }

    /// The account that the registry belongs to, as far as it is known: from its repositories, or else from the role.
    private var account: String? { repositories.first?.repository.registryID ?? target.access.account }

    /// Whether two targets may be one registry, by what is known of them.
    private func mayBeSame(as other: TargetListing) -> Bool {
        guard let clients, let otherClients = other.clients,
            target.isPublic == other.target.isPublic, clients.region.code == otherClients.region.code
        else { return false }
        guard let account, let otherAccount = other.account else { return true }
        return account == otherAccount
    }
}

extension TargetListing {
    /// Finds the targets that are one registry, and leaves its repositories to the first of them.
    ///
    /// Only what a listing shows is known of a registry, so that nothing is called for it. A target that can't be listed
    /// shows nothing: where it may be the same registry, what its places use is kept, too.
    ///
    /// - Returns: each listing, in order.
    static func merging(_ listings: [TargetListing]) -> [Merged] {
        listings.indices.map { position in
            var listing = listings[position]
            guard listings.count > 1, !listing.repositories.isEmpty else { return Merged(listing: listing) }
            let same = listings.indices.filter { other in
                let isListed = !listings[other].repositories.isEmpty || listings[other].report.status != nil
                return other != position && isListed && listings[other].mayBeSame(as: listing)
            }
            if let first = same.first(where: { $0 < position && !listings[$0].repositories.isEmpty }) {
                (listing.repositories, listing.unmatched) = ([], [])
                listing.report.warnings.append(
                    "\(listings[position].report.name) is the same as \(listings[first].report.name), and is cleaned once"
                )
                return Merged(listing: listing)
            }
            return Merged(listing: listing, others: same, usageAccess: same.flatMap { listings[$0].target.usageAccess })
        }
    }

    /// A listing, and what other targets add to it.
    struct Merged: Sendable {
        let listing: TargetListing
        /// The positions of the other targets that are, or may be, the same registry.
        var others: [Int] = []
        /// The places where the images may be in use by what these targets say.
        var usageAccess: [Target.Access] = []
    }
}

extension TargetListing.Merged {
    /// The registry at a position in the policy; `nil` if it has no repositories for the run.
    func registry(at position: Int) -> ListedRegistry? {
        guard let first = listing.repositories.first, let region = listing.clients?.region else { return nil }
        return ListedRegistry(
            targets: [position] + others, registryID: first.repository.registryID, region: region.code,
            repositories: listing.repositories.map(\.repository.name))
    }
}

extension Target.Access {
    /// The account of the role, as 12 digits; `nil` without a role.
    var account: String? {
        roleARN.flatMap { ARN($0)?.account }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
