import AWSClient
import ECRClient
import ECRSimulator
import Foundation
import ImageModel
import Retention
import TestSupport
import Testing

@testable import Cleanup

/// The result of a race.
struct RaceResult: Sendable {
    let plan: Plan
    let calls: [RaceWorld.Call]
    let outcomes: ImageOutcomeList
    /// The images that are left.
    let left: Set<ImageDigest>
}

extension RaceWorld {
    /// Makes the plan, then carries it out while things happen.
    func result() async throws -> RaceResult {
        let deadline = race.deadline.map { TestClock.start + $0 }
        let client = try stage.client(maximumAttempts: race.maximumAttempts, through: transport)
            .scoped(to: CallContext(deadline: deadline))
        var images = incomplete(try await Inventory(of: "app", in: client).images)
        var selection = Selection(section: race.section, protection: race.protection, at: stage.clock.now)
        let usage = try await usage(of: images, in: client, &selection)
        let manifests = try await IndexManifestReader(registry: client, system: stage.system)
            .manifests(of: &images, in: "app")
        let plan = Plan(selection.assessment(of: images, manifests: manifests))
        let outcomes = ImageOutcomes(count: images.count)
        let executor = Executor(
            of: plan, in: "app", registry: client, deadline: deadline, logger: .silent, system: stage.system,
            manifests: manifests, outcomes: outcomes, usage: usage)
        begin(plan)
        await run.run {
            // One after the other, so that the order of all calls is certain.
            for batch in plan.batches { await executor.carryOut(batch) }
        }
        return RaceResult(plan: plan, calls: calls, outcomes: outcomes.all, left: stage.left())
    }

    private func usage(
        of images: [Image], in client: ECRClient, _ selection: inout Selection
    ) async throws -> UsageCheck? {
        let there = RegistryLocation(
            registryID: Self.there.account, region: Self.there.region)
        let here = RegistryLocation(registryID: Self.there.account, region: "eu-west-1")
        guard !race.protection.inUse.isEmpty || race.hasReplica else { return nil }
        var copies: ReplicaImages?
        if race.hasReplica {
            let replica = try stage.client(
                maximumAttempts: race.maximumAttempts, in: Region(there.region), through: transport)
            copies = try await ReplicaImages(
                of: images, in: "app", from: [Replica(location: there, registry: replica)])
            selection.facts.replicaPulls = copies?.latestPulls ?? [:]
            selection.facts.replicaDifferences = copies?.differences ?? [:]
        }
        let usage = RepositoryUsage(
            reader: UsageReader(sources: sources, context: CallContext(), system: stage.system), repository: "app",
            registry: here, replicas: race.hasReplica ? [there] : [], protection: race.protection)
        let known = await usage.known()
        selection.facts.used = known.images
        selection.facts.knowsPullsUntil = known.reading?.knowsPullsUntil
        return UsageCheck(usage: usage, reading: known.reading?.number ?? 0, copies: copies)
    }
}
