import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import Retention
import RetentionTestSupport
import Synchronization
import TestSupport

@testable import Cleanup
@testable import ECRSimulator

/// The registry of a race, with everything that happens to it and to the calls.
///
/// All of that depends on the seed and on the number of the request alone: the same calls meet the same.
final class RaceWorld: Sendable {
    let race: Race
    let stage: Stage
    let run = TaskBox()
    private let simulator: SimulatorTransport
    let isRunning = Mutex(false)
    private let number = Mutex(0)
    /// The images that the plan is about: to these most happens.
    let focus = Mutex<[ImageDigest]>([])
    let readings = Mutex<[UsageSourceName: Int]>([:])
    private let recorded = Mutex<[Call]>([])

    static let there = Location(account: "123456789012", region: "us-east-1")

    init(_ race: Race) throws {
        self.race = race
        let repositories = [RepositoryEntry("app", images: race.entries)]
        var file = RegistryFile(repositories: repositories)
        if race.hasReplica {
            file = RegistryFile(
                repositories: repositories,
                registries: [RegistryEntry(Self.there, repositories: repositories)],
                replication: ReplicationEntry([.init(to: [Self.there], prefixes: nil, replicatesDeletions: true)]))
        }
        var stage = try Stage(file)
        stage.movesClockInSleep = race.movesClockInSleep
        self.stage = stage
        simulator = SimulatorTransport(to: stage.registry)
    }

    /// Begins the run: from now on something happens.
    func begin(_ plan: Plan) {
        let decisive =
            plan.families.flatMap(\.positions) + plan.assessment.newestKept.flatMap { $0.positions.map(Int.init) }
        focus.withLock { $0 = decisive.map(plan.digest) }
        if race.refusals > 0 {
            let codes = ["ImageReferencedByManifestList", "KmsError", "ImageNotFound", "ImageReferencedByManifestList"]
            var random = SplitMix64(seed: race.seed &+ 77)
            let digests = focus.withLock(\.self)
            stage.registry.faults = FaultPlan(
                seed: race.seed,
                (0..<3).map { _ in
                    Fault(
                        .itemFailure(
                            ItemFailure(
                                digest: digests.randomElement(using: &random),
                                code: codes.randomElement(using: &random) ?? "", reason: "no")),
                        of: "BatchDeleteImage", probability: race.refusals)
                })
        }
        isRunning.withLock { $0 = true }
    }

    /// A listing as the plan gets it, in any order and perhaps without some images.
    func incomplete(_ images: [Image]) -> [Image] {
        var random = SplitMix64(seed: race.seed &+ 5)
        return images.sorted { $0.digest < $1.digest }.filter { _ in !random.chance(race.omission) }
            .shuffled(using: &random)
    }

    /// A request that was sent.
    struct Call: Sendable {
        let time: Date
        let operation: String?
        /// The images that it names.
        let digests: [ImageDigest]
        /// Whether it is of the registry that is cleaned, and not of its replica.
        let isOfOwnRegistry: Bool

        /// The action that it is, if any.
        var action: Rule.Action? {
            switch operation {
            case "BatchDeleteImage": .expire
            case "UpdateImageStorageClass": .transition
            default: nil
            }
        }
    }

    /// The calls so far.
    var calls: [Call] { recorded.withLock { $0 } }

    /// Answers requests.
    var transport: StubTransport { StubTransport { [self] request, _ in try await answer(to: request) } }

    private func answer(to request: TransportRequest) async throws -> TransportResponse {
        guard isRunning.withLock(\.self) else { return try await simulator.send(request) }
        let number = number.withLock {
            $0 += 1
            return $0
        }
        record(request)
        var random = SplitMix64(seed: race.seed &* 1_000_003 &+ UInt64(number))
        if number == race.cancelledAt, random.chance(0.5) { run.cancel() }
        change(&random)
        if random.chance(race.faults), let failure = try fail(request, &random) { return failure }
        var response = try await simulator.send(request)
        change(&random)
        if number == race.cancelledAt { run.cancel() }
        if random.chance(race.skew) { setDate(of: &response, &random) }
        if random.chance(race.faults / 3) {
            switch Int.random(in: 0..<3, using: &random) {
            case 0: throw TransportError(.connectionLost, host: "ecr", message: "cut")
            case 1:
                stage.clock.advance(by: 60)
                throw TransportError(.timedOut, host: "ecr", message: "no answer in time")
            default:
                response = TransportResponse(head: response.head, body: response.body.prefix(response.body.count / 2))
            }
        }
        return random.chance(race.lies) ? lie(in: response, &random) : response
    }

    private func record(_ request: TransportRequest) {
        let call = Call(
            time: stage.clock.now, operation: request.operation,
            digests: request.bodyText.split(separator: "\"").compactMap { ImageDigest(String($0)) },
            isOfOwnRegistry: request.head.authority?.contains(Self.there.region) != true)
        recorded.withLock { $0.append(call) }
    }
}
