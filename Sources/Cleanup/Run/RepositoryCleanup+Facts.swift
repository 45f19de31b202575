import AWSClient
import ECRClient
import Essentials
import ImageModel
import Retention

/// The facts beyond a repository's own images that decisions rest on.
struct RepositoryFacts {
    var forVetoes = ProtectionEvaluation.Facts()
    var usage: UsageCheck?
    /// Why usage could not be read completely.
    var unreadable: UnreadableUsage?
    /// The replicas that lose what the repository loses.
    var replicas: [Replica] = []
    /// Why a dry run does not know the replicas.
    var replicationUnknown: UnreadableUsage?
}

extension RepositoryCleanup {
    /// Reads the repository's tags, its replicas and what is in use, as far as the policy asks for them.
    func readFacts(about images: [Image]) async throws -> RepositoryFacts {
        var facts = RepositoryFacts()
        let policy = run.request.policy
        if !protection.repositoryTags.isEmpty || policy.asksForTags(of: repository.name) {
            let tags = try await registry.client.listTagsForResource(repository.arn)
            guard policy.sectionIndex(for: repository.name, tags: tags) == sectionIndex else {
                throw ChangedResourceTags()
            }
            facts.forVetoes.repositoryTag = tags.filter(protection.repositoryTags.contains).min { $0.key < $1.key }
        }
        let replicaPulls = await readReplicaPulls(of: images, &facts)
        guard !protection.usageSources.isEmpty || !protection.images.isEmpty || replicaPulls != nil else {
            return facts
        }
        let usage = RepositoryUsage(
            reader: registry.usage, repository: repository.name, registry: location,
            replicas: facts.replicas.map(\.location), protection: protection)
        let known = await usage.known()
        facts.forVetoes.used = known.images
        facts.forVetoes.knowsPullsUntil = known.reading?.knowsPullsUntil.addingTimeInterval(
            registry.client.observedClockOffset ?? 0)
        facts.usage = UsageCheck(usage: usage, reading: known.reading?.number ?? 0, replicaPulls: replicaPulls)
        facts.unreadable = facts.unreadable ?? known.failure
        return facts
    }

    /// Finds the replicas that lose what the repository loses, and when they were pulled.
    ///
    /// A recent pull of a replica may be that of a workload that the reading of usage does not know yet.
    ///
    /// - Parameter facts: gets the replicas and their pulls, or why these could not be read.
    private func readReplicaPulls(of images: [Image], _ facts: inout RepositoryFacts) async -> ReplicaPulls? {
        guard !protection.usageSources.isEmpty || looksAtPulls else { return nil }
        do {
            facts.replicas = try await registry.replication.replicas(of: repository.name)
        } catch {
            let failure = UnreadableUsage(replicationUnknownBy: error)
            if run.request.isDryRun, error.interruption(while: "") == nil {
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
}
