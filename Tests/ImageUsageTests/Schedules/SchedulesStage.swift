import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import TestSupport

/// Simulated schedules of all kinds, and a source that reads them.
struct SchedulesStage {
    let registry: SimulatedRegistry
    let statistics = CallStatistics()

    /// The revisions of the family `worker`, each with the image of its own tag.
    static let worker = (1...3).map {
        TaskDefinitionEntry("worker", $0, image: "ecr:app:\(["one", "two", "three"][$0 - 1])")
    }

    /// The repository `app` holds `one`, `two` and `three`, each tagged with its name.
    init(
        definitions: [TaskDefinitionEntry] = worker, rules: [RuleEntry] = [], schedules: [ScheduleEntry] = [],
        pipes: [PipeEntry] = [], stateMachines: [StateMachineEntry] = [], faults: [Fault] = []
    ) throws {
        registry = try .running(
            WorkloadsEntry(
                taskDefinitions: definitions, rules: rules, schedules: schedules, pipes: pipes,
                stateMachines: stateMachines), images: ["one", "two", "three"], faults: faults)
    }

    /// A source with its clients.
    func source(
        _ transport: (any Transport)? = nil, without missing: Set<AWSService> = []
    ) throws -> SchedulesUsageSource {
        let transport = transport ?? SimulatorTransport(to: registry)
        func client(_ service: AWSService) throws -> AWSClient? {
            missing.contains(service) ? nil : try .forTests(service, transport)
        }
        return SchedulesUsageSource(
            clients: .init(
                ecs: try .forTests(.ecs, transport), events: try client(.events),
                scheduler: try client(.scheduler), pipes: try client(.pipes), states: try client(.states)))
    }

    /// All uses.
    func uses(_ transport: (any Transport)? = nil, without missing: Set<AWSService> = []) async throws -> [ImageUse] {
        try await source(transport, without: missing)
            .explainedAnswer(in: CallContext(statistics: statistics)).uses
    }

    /// The number of calls of each operation.
    var calls: [String: Int] { statistics.snapshot.calls }

    /// The calls of a reading that finds nothing.
    static let emptyCalls = [
        "ListEventBuses": 1, "ListRules": 1, "ListSchedules": 1, "ListPipes": 1, "ListStateMachines": 1,
    ]

    /// A transport that changes the answers of a service's operation on their way.
    func changing(
        _ change: @escaping @Sendable (_ request: HTTPRequest, _ answer: TransportResponse) -> TransportResponse
    ) -> StubTransport {
        let simulator = SimulatorTransport(to: registry)
        return StubTransport { request, _ in change(request.head, try await simulator.send(request)) }
    }

    /// A transport that replaces texts in all answers on their way.
    func replacing(_ texts: [(old: String, new: String)]) -> StubTransport {
        changing { _, answer in
            let body = texts.reduce(String(decoding: answer.body, as: UTF8.self)) { $0.replacing($1.old, with: $1.new) }
            return TransportResponse(head: answer.head, body: Data(body.utf8))
        }
    }
}

extension [ImageUse] {
    /// Each user's last name component, and the tag in use.
    var pins: [String] {
        map { use in
            let user = use.user.split(whereSeparator: { "/:".contains($0) }).last ?? ""
            return "\(user) \(use.reference.tag?.description ?? "-")"
        }
    }
}
