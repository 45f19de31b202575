import AWSClient
import ECRClient
import Essentials
import ImageModel
import Retention

/// The audit of one repository, which reads more than a run needs.
struct RepositoryAudit: Sendable {
    let registry: RegistryContext
    let audit: RegistryAudit
    let repository: Repository
    /// Whether a policy of this program applies to the repository.
    let isCovered: Bool

    /// The advice about the repository; what can't be read is noted with the registry.
    func advice(about known: AdvisedRepository) async -> [Advice] {
        guard !known.images.isEmpty else { return [] }
        var lifecyclePolicyAdvice: [Advice] = []
        do {
            let policy = try await readLifecyclePolicy()
            lifecyclePolicyAdvice = known.lifecyclePolicyAdvice(policy, isCovered: isCovered)
        } catch {
            guard !error.isRepositoryGone else { return [] }
            audit.note(error, about: repository.name, while: "lifecycle policies were read")
        }
        var known = known
        // Usage is looked through only where it matters.
        if known.unusedRepositoryAdvice != nil { known.isInUse = await isInUse(known.images) }
        return lifecyclePolicyAdvice
            + [
                known.unusedRepositoryAdvice, known.untaggedAdvice, known.buildCacheAdvice,
                audit.scanning.flatMap { known.scanAdvice($0, of: repository) },
            ].compactMap(\.self)
    }

    /// The repository's own policy; `nil` if it has none, as every repository of ECR Public.
    private func readLifecyclePolicy() async throws -> LifecyclePolicy? {
        guard registry.client.kind == .privateRegistry else { return nil }
        return try await registry.client.lifecyclePolicy(in: repository.name)
    }

    /// Whether a workload uses an image, by the latest reading; `nil` if that is not known.
    private func isInUse(_ images: [Image]) async -> Bool? {
        guard let reading = await registry.usage.finishedReading else { return nil }
        let digests = Set(images.map(\.digest))
        let isUsed =
            reading.uses.values.joined().contains { $0.reference.repository == repository.name }
            || reading.digests.values.contains { !digests.isDisjoint(with: $0.keys) }
        return isUsed ? true : reading.failures.isEmpty ? false : nil
    }
}

extension RepositoryCleanup {
    /// The advice about the repository, by its images and the decisions about them.
    func advice(about assessment: Assessment) async -> [Advice] {
        let known = AdvisedRepository(
            location: location, name: repository.name, images: assessment.images, decisions: assessment.decisions,
            now: run.system.now())
        guard let audit = registry.audit else { return known.quotaAdvice }
        return known.quotaAdvice
            + (await RepositoryAudit(registry: registry, audit: audit, repository: repository, isCovered: true)
                .advice(about: known))
    }
}

extension TargetCleanup {
    /// The number of repositories without a policy whose images are in memory at once.
    private static let auditWidth = 4

    /// Reads the repositories that no policy applies to, for advice alone.
    ///
    /// They have no report and no decisions, so that nothing of them can go.
    func advice(about repositories: [Repository], in registry: RegistryContext) async -> [Advice] {
        guard let audit = registry.audit else { return [] }
        run.request.progress?.begin(repositories: repositories.count)
        let found = await repositories.concurrentMap(width: min(width, Self.auditWidth)) { repository in
            defer { run.request.progress?.noteRepositoryDone() }
            return await advice(about: repository, in: registry, audit)
        }
        return found.flatMap { $0 }
    }

    private func advice(
        about repository: Repository, in registry: RegistryContext, _ audit: RegistryAudit
    ) async -> [Advice] {
        do {
            let inventory = try await Inventory(
                of: repository.name, in: registry.client, progress: run.request.progress)
            let known = AdvisedRepository(
                location: audit.location, name: repository.name, images: inventory.images, now: run.system.now())
            return known.quotaAdvice
                + (await RepositoryAudit(registry: registry, audit: audit, repository: repository, isCovered: false)
                    .advice(about: known))
        } catch {
            if !error.isRepositoryGone {
                audit.note(error, about: repository.name, while: "images of repositories without a policy were listed")
            }
            return []
        }
    }
}
