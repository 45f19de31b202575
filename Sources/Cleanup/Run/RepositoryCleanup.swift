import AWSClient
import ECRClient
import Essentials
import ImageModel
import Logging
import Retention

/// The work on one repository: read everything, decide, carry out, report.
struct RepositoryCleanup: Sendable {
    let request: CleanupRequest
    let registry: ECRClient
    let system: SystemContext
    let repository: Repository
    let region: Region
    /// Where the policy's section stands that applies to the repository.
    let sectionIndex: Int
    let usage: UsageReader
    let replication: ReplicationReader
    let budget: ImageBudget
    let largeRepositories: AsyncSemaphore
    /// For the batches that are on their way.
    let batches: AsyncSemaphore
    let coverage: CoverageCollector

    private var section: Policy.Section { request.policy.sections[sectionIndex] }

    /// The run's logger, whose lines name the repository.
    private var logger: Logger {
        var logger = request.logger
        logger[metadataKey: "registryId"] = "\(repository.registryID)"
        logger[metadataKey: "region"] = "\(region.code)"
        logger[metadataKey: "repository"] = "\(repository.name)"
        return logger
    }

    /// Which registry the repository is in.
    private var location: RegistryLocation {
        RegistryLocation(
            isPublic: registry.kind == .publicRegistry, registryID: repository.registryID, region: region.code)
    }

    /// What is kept whatever the rules say.
    private var protection: Protection { request.policy.protection(in: section) }

    /// Completes a report that knows the repository and nothing else yet.
    func run(_ empty: RepositoryReport) async -> RepositoryReport {
        var report = await report(from: empty)
        if report.isVanished, report.plan == nil {
            report.plan = request.plan.map { PlanComparison(allGone: $0.images(of: report)?.count ?? 0) }
        }
        logger.record(report)
        return report
    }

    private func report(from empty: RepositoryReport) async -> RepositoryReport {
        var report = empty
        var isLarge = false
        defer { if isLarge { largeRepositories.signal() } }
        let images: [Image]
        do {
            images = try await listedImages(isLarge: &isLarge)
        } catch {
            if error.isRepositoryGone {
                report.vanish()
            } else if !report.isInterrupted(by: error, doing: "its images were listed") {
                (report.status, report.reason) = (.failed, "its images can't be listed: \(error)")
            }
            return report
        }
        coverage.note(images, section: sectionIndex) { location.holds($0, in: repository.name) }
        var findings = await findings(about: images, in: &report)
        guard !findings.isRepositoryGone else {
            report.vanish()
            return report
        }
        if let plan = request.plan { report.plan = findings.assessment.narrow(to: plan.images(of: report) ?? [:]) }
        let outcomes = await outcomes(of: findings, in: &report)
        report.add(findings.assessment, outcomes: outcomes, request: request)
        return report
    }

    /// Reads all images; where there are many, only as one of few repositories.
    ///
    /// One for which there is no place drops what was read, and is read anew when there is: nobody says for how long a
    /// page's token is good.
    ///
    /// - Parameter isLarge: whether a place was taken, also where something is thrown.
    private func listedImages(isLarge: inout Bool) async throws -> [Image] {
        do {
            return try await Inventory(of: repository.name, in: registry) {
                isLarge = largeRepositories.tryWait()
                guard isLarge else { throw LargeRepositories.NoSlot() }
            }.images
        } catch is LargeRepositories.NoSlot {
            try await largeRepositories.wait()
            isLarge = true
            return try await Inventory(of: repository.name, in: registry).images
        }
    }

    /// What is known about a repository when its decisions are made.
    private struct Findings {
        var assessment: Assessment
        var manifests = IndexManifests()
        var usage: UsageCheck?
        /// Whether the repository was deleted before anything was decided.
        var isRepositoryGone = false
    }

    /// Decides about the images; notes in the report what keeps the decisions from being final.
    ///
    /// Nothing is asked that no decision needs: neither what is in use nor what indexes hold where nothing would be
    /// selected anyway. To read a manifest moves a pull time.
    private func findings(about images: [Image], in report: inout RepositoryReport) async -> Findings {
        var selection = Selection(section: section, protection: protection, at: system.now())
        var findings = Findings(assessment: selection.assessment(of: images, manifests: nil))
        if registry.kind == .publicRegistry, request.policy.looksAtPulls(in: section), !images.isEmpty {
            report.block("the policy looks at pull times, which Amazon ECR Public does not have")
            return findings
        }
        guard findings.assessment.selectedCount > 0 else { return findings }
        do {
            let facts = try await facts(about: images)
            (selection.facts, findings.usage) = (facts.forVetoes, facts.usage)
            report.replicas = facts.replicas.map(\.location)
            coverage.noteReplicas(of: images, section: sectionIndex) { reference in
                report.replicas.contains { $0.holds(reference, in: repository.name) }
            }
            report.replicationUnknown = facts.replicationUnknown?.description
            if let failure = facts.unreadable,
                report.isInterrupted(by: failure.error, doing: "usage was read")
            {
                return findings
            }
            if selection.facts.mayProtect(images) {
                findings.assessment = selection.assessment(of: images, manifests: nil)
            }
            try await readManifests(of: images, selection, &findings, in: &report)
            if let failure = facts.unreadable, findings.assessment.selectedCount > 0 {
                findings.assessment.keepSelectedAsUsageUnknown()
                report.block("\(failure)")
            }
        } catch let error as UnreadableIndex {
            report.block("\(error)")
        } catch {
            if error.isRepositoryGone {
                findings.isRepositoryGone = true
            } else if !report.isInterrupted(by: error, doing: "what protects its images was read") {
                report.block("what protects its images can't be read: \(error)")
            }
        }
        return findings
    }

    /// Reads the manifests of indexes, where something would go, and decides anew.
    private func readManifests(
        of images: [Image], _ selection: Selection, _ findings: inout Findings, in report: inout RepositoryReport
    ) async throws {
        // Without an index, there is nothing to be learnt of what indexes hold.
        guard findings.assessment.selectedCount > 0, images.contains(where: \.mayBeIndex)
        else { return }
        // Noted before the call: one whose answer never comes may have taken effect.
        report.pullTimesMayHaveMoved =
            request.policy.looksAtPulls(in: section) && images.contains(where: IndexManifestReader.reads)
        var images = images
        findings.manifests = try await IndexManifestReader(registry: registry, system: system)
            .manifests(of: &images, in: report.name)
        findings.assessment = selection.assessment(of: images, manifests: findings.manifests)
    }

    /// What is known beyond the images when decisions are made.
    private struct Facts {
        var forVetoes = ProtectionEvaluation.Facts()
        var usage: UsageCheck?
        /// Why usage could not be read completely.
        var unreadable: UnreadableUsage?
        /// The replicas that lose what the repository loses.
        var replicas: [Replica] = []
        /// Why a dry run does not know them.
        var replicationUnknown: UnreadableUsage?
    }

    /// Reads what the vetoes depend on beyond the images.
    private func facts(about images: [Image]) async throws -> Facts {
        var facts = Facts()
        if !protection.repositoryTags.isEmpty {
            let tags = try await registry.listTagsForResource(repository.arn)
            facts.forVetoes.repositoryTag = tags.filter(protection.repositoryTags.contains).min { $0.key < $1.key }
        }
        let replicaPulls = await replicaPulls(of: images, &facts)
        guard !protection.inUse.isEmpty || !protection.images.isEmpty || replicaPulls != nil else { return facts }
        let usage = RepositoryUsage(
            reader: usage, repository: repository.name, registry: location, replicas: facts.replicas.map(\.location),
            protection: protection)
        let known = await usage.known()
        facts.forVetoes.used = known.images
        facts.forVetoes.knowsPullsUntil = known.reading?.knowsPullsUntil.addingTimeInterval(
            registry.observedClockOffset ?? 0)
        facts.usage = UsageCheck(usage: usage, reading: known.reading?.number ?? 0, replicaPulls: replicaPulls)
        facts.unreadable = facts.unreadable ?? known.failure
        return facts
    }

    /// Finds the replicas that lose what the repository loses, and when they were pulled.
    ///
    /// A recent pull of a replica may be that of a workload that the reading of usage does not know yet.
    ///
    /// - Parameter facts: gets the replicas and their pulls, or why these could not be read.
    private func replicaPulls(of images: [Image], _ facts: inout Facts) async -> ReplicaPulls? {
        guard !protection.inUse.isEmpty || request.policy.looksAtPulls(in: section) else { return nil }
        do {
            facts.replicas = try await replication.replicas(of: repository.name)
        } catch {
            let failure = UnreadableUsage(replicationUnknownBy: error)
            if request.isDryRun, error.interruption(while: "") == nil {
                facts.replicationUnknown = failure
            } else {
                facts.unreadable = failure
            }
            return nil
        }
        if let unlisted = facts.replicas.first(where: { $0.registry == nil }) {
            facts.unreadable = UnreadableUsage(unlisted: unlisted.location)
            return nil
        }
        guard !facts.replicas.isEmpty else { return nil }
        do {
            let pulls = try await ReplicaPulls(of: images, in: repository.name, from: facts.replicas)
            facts.forVetoes.replicaPulls = pulls.latest
            return pulls
        } catch {
            facts.unreadable = error
            return nil
        }
    }

    /// Carries the plan out, as far as the run may, and notes in the report what stood in the way.
    ///
    /// - Returns: what became of selected images, by their positions.
    private func outcomes(of findings: Findings, in report: inout RepositoryReport) async -> ImageOutcomeList {
        let outcomes = ImageOutcomes(count: findings.assessment.images.count)
        let plan = Plan(findings.assessment)
        if report.status == .succeeded, let warning = clockWarning {
            // That is no matter of this repository: nothing can be done in any of them.
            (report.status, report.reason) = (.failed, warning)
        }
        if report.status == .succeeded,
            let obstacle = request.policy.limits.obstacle(
                to: plan.imageCount, of: findings.assessment.images.count)
        {
            report.block(obstacle)
        }
        guard report.status == .succeeded else {
            let skip: ImageOutcome.Skip =
                report.status == .incomplete ? .ranOut(report.reason ?? "") : .blocked(report.reason ?? "")
            outcomes.set(.skipped(skip), of: findings.assessment.selectedPositions)
            return outcomes.all
        }
        let affordable = affordable(of: plan, outcomes)
        guard !request.isDryRun else { return outcomes.all }
        let executor = Executor(
            of: affordable, in: report.name, registry: registry, deadline: request.deadline, logger: logger,
            system: system, manifests: findings.manifests, outcomes: outcomes, usage: findings.usage,
            semaphore: batches)
        await executor.carryOut()
        if executor.stopConditions.isRepositoryGone {
            report.vanish()
            let done = outcomes.all
            outcomes.set(
                .goneAlready, of: findings.assessment.selectedPositions.filter { done[$0]?.isDone != true })
        }
        return outcomes.all
    }

    /// The families that the run's limit leaves room for.
    private func affordable(of plan: Plan, _ outcomes: ImageOutcomes) -> Plan {
        guard let maximum = request.effectiveMaximumImages else { return plan }
        var affordable = Plan(plan.assessment, levels: plan.levels, imageCount: max(0, min(maximum, plan.imageCount)))
        for family in plan.families.indices {
            let positions = plan.positions(ofFamily: family)
            // One that is cut in two would leave manifests behind that belong to nothing.
            if budget.take(positions.count) {
                affordable.append(positions)
                continue
            }
            let skip: ImageOutcome.Skip =
                maximum > 0 && positions.count > maximum
                ? .familyOverLimit(size: positions.count, limit: maximum) : .beyondLimit(maximum)
            outcomes.set(.skipped(skip), of: positions.lazy.map(Int.init))
        }
        return affordable
    }

    /// Why every age is in doubt, so that nothing is deleted.
    private var clockWarning: String? {
        guard !request.isDryRun, let offset = registry.observedClockOffset,
            abs(offset) > ClockTolerance.maximumOffset
        else { return nil }
        return ClockTolerance.warning(offset)
    }
}

extension RepositoryReport {
    /// Notes what keeps anything from being deleted.
    fileprivate mutating func block(_ reason: String) {
        (status, self.reason) = (.blocked, reason)
    }

    /// Notes the end of the time or of the run, if an error is one of these.
    fileprivate mutating func isInterrupted(by error: any Error, doing what: String) -> Bool {
        guard let end = error.interruption(while: what) else { return false }
        (status, reason) = (.incomplete, end)
        return true
    }
}
