import ECRClient
package import ImageModel
import ImageUsage
public import Retention

extension TargetCleanup {
    /// The sources of usage, for the target's own access and for others.
    func sources(of clients: TargetClients, and others: [Target.Access]) throws -> [any UsageSource] {
        let own = target.usageAccess
        let more = others.filter { !own.contains($0) }
        guard !more.isEmpty else { return clients.sources }
        let all = Target(isPublic: target.isPublic, access: target.access, usageFrom: own + more)
        return try run.clientFactory.clients(to: all, sources: run.request.policy.usageSources).sources
    }

    /// The registries of every account and region whose usage is read.
    ///
    /// An access without a role belongs to the account of a target without one; for other targets the account is
    /// unknown.
    func readableRegistries(
        of listing: TargetListing, and others: [Target.Access]
    ) throws -> [RegistryLocation: ECRClient] {
        let callersAccount = target.access.roleARN == nil ? listing.repositories.first?.repository.registryID : nil
        return try (target.usageAccess + others).reduce(into: [:]) { registries, access in
            guard !target.isPublic, let account = access.account ?? callersAccount else { return }
            let clients = try run.clientFactory.clients(to: Target(access: access), sources: [])
            let registry = RegistryLocation(registryID: account, region: clients.region.code)
            registries[registry] = clients.registry.scoped(to: run.calls).expecting(registryID: account)
        }
    }
}

extension Policy {
    /// All sources of usage that any part of the policy names, lists included.
    package var sourcesInUse: Set<UsageSourceName> {
        sections.reduce(into: protection.usageSources) { $0.formUnion($1.protection.usageSources) }
    }
}

extension Target: CustomStringConvertible {
    /// The target's name in reports.
    public var description: String {
        let kind = isPublic ? "the public registry" : "the registry"
        let region = access.region.map { " in \($0)" } ?? ""
        let role = access.roleARN.map { " of \($0)" } ?? ""
        return kind + (isPublic ? "" : region) + role
    }
}
