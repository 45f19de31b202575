import AWSClient
import ECRClient
import Essentials
import ImageModel
import ImageUsage
import Logging
import Retention

/// The work on one registry: list its repositories, connect to what uses its images, clean each repository.
struct TargetCleanup: Sendable {
    let run: RunContext
    let target: Target
    /// How many repositories are worked on at once.
    let width: Int

    /// Cleans the repositories of a listing.
    ///
    /// One repository's failure never hides another's: nothing is thrown.
    ///
    /// - Parameter usageAccess: where else images of the registry may be in use, by what other targets say.
    func clean(_ listing: TargetListing, usedFrom usageAccess: [Target.Access] = []) async -> TargetReport {
        let report = await report(of: listing, usedFrom: usageAccess)
        run.request.logger.record(report)
        return report
    }

    private func report(of listing: TargetListing, usedFrom usageAccess: [Target.Access]) async -> TargetReport {
        var report = listing.report
        guard let clients = listing.clients else { return report }
        async let unasked = unaskedClusters(of: listing, clients)
        let exactBytes = await exactBytesAccess(for: listing, clients)
        do {
            let sources = try sources(of: clients, and: usageAccess)
            var registry = RegistryContext(
                client: clients.registry.scoped(to: run.calls), region: clients.region,
                usage: UsageReader(sources: sources, context: run.calls, system: run.system),
                replication: ReplicationReader(
                    of: clients.registry.scoped(to: run.calls),
                    readable: try readableRegistries(of: listing, and: usageAccess), system: run.system),
                exactBytes: exactBytes.reader)
            switch run.request.action {
            case .listRepositories:
                report.repositories = listing.repositories.map { emptyReport(of: $0, in: registry) }
            case .clean where report.status == nil:
                registry.audit = await audit(of: listing, clients)
                report.repositories = await clean(listing.repositories, in: registry)
                report.advice = report.repositories.flatMap(\.advice)
                report.advice += await advice(about: listing.unmatched, in: registry)
                report.advice += registry.audit?.advice ?? []
                report.sources = await registry.usage.reports(of: sources.map(\.name))
                (report.missing, report.missingUnknown) = (registry.missing.all, registry.missing.unknown)
                if let clusters = await registry.usage.clusters { run.coverage.note(clusters) }
                let lists = ForeignListEntries(by: run.request.policy, in: listing)
                report.warnings += lists.warnings(await registry.usage.uses(from: lists.names))
            case .clean: break
            }
        } catch {
            report.fail(.failed, "an account or region where its images may be in use can't be reached: \(error)")
        }
        report.warnings += await warnings(about: report, exactBytes, clients) + [unasked].compactMap(\.self)
        return report
    }

    /// Begins the audit of a registry, if the run asks for one.
    private func audit(of listing: TargetListing, _ clients: TargetClients) async -> RegistryAudit? {
        guard run.request.audits, let first = listing.repositories.first?.repository ?? listing.unmatched.first
        else { return nil }
        return await RegistryAudit(
            of: clients.registry.scoped(to: run.calls),
            at: RegistryLocation(of: first, in: clients.registry, clients.region))
    }

    private func exactBytesAccess(for listing: TargetListing, _ clients: TargetClients) async -> ExactBytesAccess {
        guard run.request.countsExactBytes, run.request.action == .clean, !listing.repositories.isEmpty else {
            return .notWanted
        }
        return await ExactBytesAccess(to: clients, in: run)
    }

    private func clean(
        _ repositories: [TargetListing.Entry], in registry: RegistryContext
    ) async -> [RepositoryReport] {
        run.coverage.noteDue(repositories.map(\.section))
        run.request.progress?.begin(repositories: repositories.count)
        let start = DailyRotation.index(among: repositories.count, on: run.system.now())
        let collector = ReportCollector(
            repositories.map {
                var report = emptyReport(of: $0, in: registry)
                (report.status, report.reason) = (.incomplete, "it was not begun")
                return report
            },
            maximumImages: run.request.maximumImageReports)
        await forEach(Array(start..<repositories.count) + Array(0..<start)) { position, waitsForPermit in
            let entry = repositories[position]
            let cleanup = RepositoryCleanup(
                run: run, registry: registry, repository: entry.repository, sectionIndex: entry.section,
                obstacle: entry.obstacle, waitsForPermit: waitsForPermit)
            guard let report = await cleanup.clean(emptyReport(of: entry, in: registry)) else { return false }
            collector.put(report, at: position)
            run.request.progress?.noteRepositoryDone()
            return true
        }
        return collector.reports
    }

    /// Works on repositories concurrently, as many at once as the width allows.
    ///
    /// A repository that was not done is large. It then waits for a permit beside the others, so that it does not hold up
    /// small ones.
    ///
    /// - Parameter isDone: works on the repository at a position, and returns whether it was done. It is told whether to
    ///   wait for a permit.
    private func forEach(
        _ positions: [Int], _ isDone: @escaping @Sendable (_ position: Int, _ waitsForPermit: Bool) async -> Bool
    ) async {
        /// A task that ended.
        enum Ending {
            case done
            case postponed(Int)
            case doneAfterWaiting
        }
        await withTaskGroup(of: Ending.self) { group in
            var open = positions[...]
            func beginNext() {
                guard let position = open.popFirst() else { return }
                group.addTask { await isDone(position, false) ? Ending.done : .postponed(position) }
            }
            for _ in 0..<width { beginNext() }
            for await ending in group {
                if case .doneAfterWaiting = ending { continue }
                if case .postponed(let position) = ending {
                    group.addTask {
                        _ = await isDone(position, true)
                        return .doneAfterWaiting
                    }
                }
                beginNext()
            }
        }
    }

    private func emptyReport(of entry: TargetListing.Entry, in registry: RegistryContext) -> RepositoryReport {
        var report = RepositoryReport(
            registryID: entry.repository.registryID, region: registry.region.code, name: entry.repository.name,
            policy: run.request.policy.sections[entry.section].name)
        report.isPublic = registry.client.kind == .publicRegistry
        return report
    }

    private func warnings(
        about report: TargetReport, _ exactBytes: ExactBytesAccess, _ clients: TargetClients
    ) async -> [String] {
        var warnings: [String] = []
        if let offset = clients.registry.observedClockOffset, abs(offset) > ClockTolerance.maximumOffset {
            warnings.append(ClockTolerance.warning(offset))
        }
        warnings += [report.repositories.lazy.compactMap(\.replicationUnknown).first].compactMap(\.self)
        warnings += [exactBytes.warning, ExactBytesAccess.warning(about: report.repositories)].compactMap(\.self)
        if exactBytes.reader == nil, report.repositories.contains(where: \.pullTimesMayHaveMoved) {
            warnings += [await pullTimeWarning(through: clients)].compactMap(\.self)
        }
        return warnings
    }

    /// The warning of EKS clusters whose workloads no source protects.
    private func unaskedClusters(of listing: TargetListing, _ clients: TargetClients) async -> String? {
        guard run.request.action == .clean, !target.isPublic, !listing.repositories.isEmpty, let eks = clients.eks
        else { return nil }
        return await UnaskedClusters(policy: run.request.policy, eks: eks.scoped(to: run.calls)).warning()
    }

    /// The warning that reading manifests may have moved pull times; nothing is called after the deadline.
    private func pullTimeWarning(through clients: TargetClients) async -> String? {
        if let deadline = run.request.deadline, deadline <= run.system.now() {
            return PullTimeCheck.doubt(about: nil, because: "time ran out")
        }
        return await PullTimeCheck(
            registry: clients.registry.scoped(to: run.calls), region: clients.region,
            sts: clients.sts?.scoped(to: run.calls)
        ).warning()
    }
}
