import AWSClient
import ECRClient
import Essentials
package import ImageModel
import ImageUsage
import Logging
public import Retention

/// The work on one registry: list its repositories, find out what is in use, clean each of them.
struct TargetCleanup: Sendable {
    let request: CleanupRequest
    let target: Target
    let clientFactory: any ClientFactory
    let context: CallContext
    let system: SystemContext
    let width: Int
    let budget: ImageBudget
    let coverage: CoverageCollector
    let largeRepositories: AsyncSemaphore
    /// For the batches that are on their way.
    let batches: AsyncSemaphore

    /// Lists the repositories that the run is about.
    ///
    /// One target's failure never hides another's: nothing is thrown.
    func list() async -> TargetListing {
        var listing = TargetListing(of: target)
        let clients: TargetClients
        do {
            clients = try clientFactory.clients(to: target, sources: request.policy.sourcesInUse)
        } catch {
            coverage.noteIncompleteListing()
            listing.report.fail(.failed, "it can't be reached: \(error)")
            return listing
        }
        // What an event tells of happened in a private registry.
        if let region = request.regionCode, target.isPublic || region != clients.region.code { return listing }
        listing.clients = clients
        do {
            let listed = try await listed(in: clients.registry.scoped(to: context))
            listing.repositories = repositories(of: listed)
            if request.isNarrowed {
                coverage.noteIncompleteListing()
            } else {
                coverage.note(listed.map { ($0.name, request.policy.sectionIndex(for: $0.name)) })
                if listed.isEmpty { listing.report.warnings.append("\(target) has no repositories") }
            }
        } catch {
            coverage.noteIncompleteListing()
            if let end = error.interruption(while: "the repositories were listed") {
                listing.report.fail(.incomplete, end)
            } else {
                listing.report.fail(.failed, "the repositories can't be listed: \(error)")
            }
        }
        return listing
    }

    /// Cleans what was listed.
    ///
    /// - Parameter usageAccess: where else images of the registry may be in use, by what other targets say.
    func clean(_ listing: TargetListing, usedFrom usageAccess: [Target.Access] = []) async -> TargetReport {
        let report = await report(of: listing, usedFrom: usageAccess)
        request.logger.record(report)
        return report
    }

    private func report(of listing: TargetListing, usedFrom usageAccess: [Target.Access]) async -> TargetReport {
        var report = listing.report
        guard var clients = listing.clients else { return report }
        let registry = clients.registry.scoped(to: context)
        do {
            clients.sources = try sources(of: clients, and: usageAccess)
            let replication = ReplicationReader(
                of: registry, readable: try readableRegistries(of: listing, and: usageAccess))
            switch request.action {
            case .listRepositories:
                report.repositories = listing.repositories.map {
                    emptyReport(of: $0.repository, section: $0.section, clients)
                }
            case .clean where report.status == nil:
                (report.repositories, report.sources) = await clean(
                    listing.repositories, through: clients, registry, replication)
            case .clean: break
            }
        } catch {
            report.fail(.failed, "a place where its images may be in use can't be reached: \(error)")
        }
        if let offset = registry.observedClockOffset, abs(offset) > ClockTolerance.maximumOffset {
            report.warnings.append(ClockTolerance.warning(offset))
        }
        report.warnings += [report.repositories.lazy.compactMap(\.replicationUnknown).first].compactMap(\.self)
        if report.repositories.contains(where: \.pullTimesMayHaveMoved) {
            report.warnings += [await pullTimeWarning(through: clients, registry)].compactMap(\.self)
        }
        return report
    }

    /// The sources of what is in use, for the target's own places and for others.
    private func sources(of clients: TargetClients, and others: [Target.Access]) throws -> [any UsageSource] {
        let own = target.usageAccess
        let more = others.filter { !own.contains($0) }
        guard !more.isEmpty else { return clients.sources }
        let all = Target(isPublic: target.isPublic, access: target.access, usageFrom: own + more)
        return try clientFactory.clients(to: all, sources: request.policy.sourcesInUse).sources
    }

    /// The registries of all places whose usage is read, by account and region.
    ///
    /// A place without a role is in the account of a target without one; of any other target's the account is not known.
    private func readableRegistries(
        of listing: TargetListing, and others: [Target.Access]
    ) throws -> [RegistryLocation: ECRClient] {
        let callersAccount = target.access.roleARN == nil ? listing.repositories.first?.repository.registryID : nil
        return try (target.usageAccess + others).reduce(into: [:]) { registries, access in
            guard !target.isPublic, let account = access.account ?? callersAccount else { return }
            let clients = try clientFactory.clients(to: Target(access: access), sources: [])
            let registry = RegistryLocation(registryID: account, region: clients.region.code)
            registries[registry] = clients.registry.scoped(to: context)
        }
    }

    private func clean(
        _ repositories: [(repository: Repository, section: Int)], through clients: TargetClients, _ registry: ECRClient,
        _ replication: ReplicationReader
    ) async -> ([RepositoryReport], [SourceReport]) {
        coverage.noteDue(repositories.map(\.section))
        let usage = UsageReader(sources: clients.sources, context: context, system: system)
        let start = DailyRotation.index(among: repositories.count, on: system.now())
        let collector = ReportCollector(
            repositories.map {
                var report = emptyReport(of: $0.repository, section: $0.section, clients)
                (report.status, report.reason) = (.incomplete, "it was not begun")
                return report
            },
            maximumImages: request.maximumImageReports)
        _ = await (Array(start..<repositories.count) + Array(0..<start)).concurrentMap(width: width) {
            position in
            let (repository, section) = repositories[position]
            let report = await RepositoryCleanup(
                request: request, registry: registry, system: system, repository: repository,
                region: clients.region, sectionIndex: section, usage: usage, replication: replication,
                budget: budget,
                largeRepositories: largeRepositories, batches: batches, coverage: coverage
            ).run(emptyReport(of: repository, section: section, clients))
            collector.put(report, at: position)
        }
        return (collector.reports, await usage.reports(of: clients.sources.map(\.name)))
    }

    /// The repositories that the run is about, in order of their names, each with the place of its section.
    private func repositories(of listed: [Repository]) -> [(repository: Repository, section: Int)] {
        let listed = listed.sorted { $0.name < $1.name }
        // A listing that changes while it is read may show a repository twice.
        var seen: Set<RepositoryName> = []
        var repositories: [(repository: Repository, section: Int)] = []
        // It stays for as long as the run: with no more room than it needs.
        repositories.reserveCapacity(listed.count)
        for repository in listed where seen.insert(repository.name).inserted {
            guard request.narrowing.allSatisfy({ $0.match(repository.name) }),
                request.registryID == nil || request.registryID == repository.registryID,
                let section = request.policy.sectionIndex(for: repository.name)
            else { continue }
            repositories.append((repository, section))
        }
        return repositories
    }

    /// All repositories, or those that a run is narrowed to by their names.
    ///
    /// One call names a hundred. It fails as a whole when one of them does not exist, or can't be a name, and does not
    /// say reliably which: then all are listed.
    private func listed(in registry: ECRClient) async throws -> [Repository] {
        let onlyNames = request.narrowing.compactMap(\.onlyNames)
        guard let first = onlyNames.first else { return try await registry.describeRepositories().all() }
        let names = onlyNames.dropFirst().reduce(first) { $0.intersection($1) }.sorted()
        guard !names.isEmpty else { return [] }
        guard names.count <= ECRClient.maximumBatchSize else { return try await registry.describeRepositories().all() }
        do {
            return try await registry.describeRepositories(named: names)
        } catch  where error.isRepositoryGone {
            return names.count == 1 ? [] : try await registry.describeRepositories().all()
        } catch let error as AWSError where error.code == "InvalidParameterException" {
            return try await registry.describeRepositories().all()
        }
    }

    private func emptyReport(
        of repository: Repository, section: Int, _ clients: TargetClients
    ) -> RepositoryReport {
        var report = RepositoryReport(
            registryID: repository.registryID, region: clients.region.code, name: repository.name,
            policy: request.policy.sections[section].name)
        report.isPublic = clients.registry.kind == .publicRegistry
        return report
    }

    /// What to say of the pull times that the run may have moved; nothing is called behind the deadline.
    private func pullTimeWarning(through clients: TargetClients, _ registry: ECRClient) async -> String? {
        if let deadline = request.deadline, deadline <= system.now() {
            return PullTimeCheck.doubt(about: nil, because: "time ran out")
        }
        return await PullTimeCheck(
            registry: registry, region: clients.region, sts: clients.sts?.scoped(to: context)
        ).warning()
    }
}

extension Policy {
    /// All sources of what is in use that any of its parts names.
    package var sourcesInUse: Set<UsageSourceName> {
        sections.reduce(into: protection.inUse) { $0.formUnion($1.protection.inUse) }
    }
}

extension Target: CustomStringConvertible {
    /// The target as reports call it.
    public var description: String {
        let kind = isPublic ? "the public registry" : "the registry"
        let region = access.region.map { " in \($0)" } ?? ""
        let role = access.roleARN.map { " of \($0)" } ?? ""
        return kind + (isPublic ? "" : region) + role
    }
}
