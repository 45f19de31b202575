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
        facts.forVetoes.repositoryTag = try await protectingTag()
        let copies = await readReplicas(of: images, &facts)
        guard !protection.usageSources.isEmpty || !protection.images.isEmpty || copies != nil else {
            return facts
        }
        let usage = RepositoryUsage(
            reader: registry.usage, repository: repository.name, registry: location,
            replicas: facts.replicas.map(\.location), protection: protection)
        let known = await usage.known()
        facts.forVetoes.used = known.images
        facts.forVetoes.knowsPullsUntil = known.reading?.knowsPullsUntil.addingTimeInterval(
            registry.client.observedClockOffset ?? 0)
        facts.usage = UsageCheck(usage: usage, reading: known.reading?.number ?? 0, copies: copies)
        facts.unreadable = facts.unreadable ?? known.failure
        return facts
    }

    /// The check of the repository's resource tags before each call; `nil` if the policy does not ask for them.
    func resourceTagCheck(with replicas: [Replica]) -> ResourceTagCheck? {
        guard asksForTags else { return nil }
        return ResourceTagCheck {
            if let tag = try await protectingTag() { return tag }
            return try await protectingTag(of: replicas)
        }
    }

    private var asksForTags: Bool {
        !protection.repositoryTags.isEmpty || run.request.policy.asksForTags(of: repository.name)
    }

    /// The resource tag that keeps the repository out of reach, if it has one.
    ///
    /// - Throws: ``ChangedResourceTags`` if another section of the policy applies now, or none. Errors of the call.
    private func protectingTag() async throws -> ResourceTag? {
        guard asksForTags else { return nil }
        let tags = try await registry.client.listTagsForResource(repository.arn)
        guard run.request.policy.sectionIndex(for: repository.name, tags: tags) == sectionIndex else {
            throw ChangedResourceTags()
        }
        return protection.repositoryTag(among: tags)
    }

    /// Finds the replicas that lose what the repository loses, and reads their copies of the images.
    ///
    /// A recent pull of a replica may be that of a workload that the reading of usage does not know yet.
    ///
    /// - Parameter facts: gets the replicas and what they tell, or why they could not be read.
    private func readReplicas(of images: [Image], _ facts: inout RepositoryFacts) async -> ReplicaImages? {
        guard protection.dependsOnReplicas || looksAtPulls else { return nil }
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
            if facts.forVetoes.repositoryTag == nil {
                facts.forVetoes.repositoryTag = try await protectingTag(of: facts.replicas)
            }
            let copies = try await ReplicaImages(of: images, in: repository.name, from: facts.replicas)
            facts.forVetoes.replicaPulls = copies.latestPulls
            facts.forVetoes.replicaDifferences = copies.differences
            return copies
        } catch {
            facts.unreadable = error
            return nil
        }
    }

    /// The resource tag that keeps a replica's repository out of reach, if one has it.
    private func protectingTag(of replicas: [Replica]) async throws(UnreadableUsage) -> ResourceTag? {
        guard !protection.repositoryTags.isEmpty else { return nil }
        for replica in replicas {
            guard let registry = replica.registry else { continue }
            do {
                let arn = repository.arn(in: replica.location.registryID, region: replica.location.region)
                let tags = try await registry.listTagsForResource(arn)
                if let tag = protection.repositoryTag(among: tags) { return tag }
            } catch  where error.isRepositoryGone {
                continue
            } catch {
                throw UnreadableUsage(tagsFrom: replica.location, error: error)
            }
        }
        return nil
    }
}

extension Protection {
    /// The tag that protects a repository with these tags; of several, the first by its key.
    fileprivate func repositoryTag(among tags: [ResourceTag]) -> ResourceTag? {
        tags.filter(repositoryTags.contains).min { $0.key < $1.key }
    }
}
