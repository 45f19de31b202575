import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import TestSupport
import Testing

/// A simulated ECS with workloads, and a source that reads it.
struct ECSStage {
    let registry: SimulatedRegistry
    let statistics = CallStatistics()
    /// What the readings of this stage share.
    let definitions = TaskDefinitionCache()

    /// The repository `app` holds `one`, `two` and `three`, each tagged with its name.
    init(_ workloads: WorkloadsEntry, faults: [Fault] = []) throws {
        registry = try .running(workloads, images: ["one", "two", "three"], faults: faults)
    }

    /// One cluster, `main`.
    init(
        _ definitions: [TaskDefinitionEntry], services: [ServiceEntry] = [], tasks: [TaskEntry] = [],
        faults: [Fault] = []
    ) throws {
        try self.init(
            WorkloadsEntry(
                taskDefinitions: definitions, clusters: [ClusterEntry("main", services: services, tasks: tasks)]),
            faults: faults)
    }

    /// All uses.
    ///
    /// - Parameters:
    ///   - refused: the error codes with which ECS refuses operations.
    ///   - answer: changes an operation's answers on their way.
    func uses(
        revisions: Int = 3, refused: [String: String] = [:],
        changing answer: (@Sendable (_ operation: String, _ body: String) -> String)? = nil
    ) async throws -> [ImageUse] {
        let simulator = SimulatorTransport(to: registry)
        let transport = StubTransport { request, _ in
            var response = try await simulator.send(request)
            let target = HTTPField.Name("X-Amz-Target").flatMap { request.head.headerFields[$0] } ?? ""
            let operation = target.split(separator: ".").last.map(String.init) ?? ""
            if let code = refused[operation] {
                return TransportResponse(.badRequest, text: #"{"__type": "\#(code)", "message": "No."}"#)
            }
            if let answer {
                response.body = Data(answer(operation, String(decoding: response.body, as: UTF8.self)).utf8)
            }
            return response
        }
        let client = try AWSClient.forTests(.ecs, transport)
        return try await ECSUsageSource(
            client: client, now: { present }, revisions: revisions, definitions: definitions
        )
        .uses(in: CallContext(statistics: statistics))
    }

    /// The number of calls of each operation.
    var calls: [String: Int] { statistics.snapshot.calls }

    /// The number of repeated calls.
    var retries: Int { statistics.snapshot.retries }
}

extension TaskDefinitionEntry {
    /// A revision of one container, `app`.
    init(_ family: String, _ revision: Int = 1, image: String, status: String = "ACTIVE", count: Int = 1) {
        self.init(
            family, revision: revision, status: status, containers: [ContainerEntry("app", image: image)], count: count)
    }
}

extension [ImageUse] {
    /// The uses by one kind of user, such as `service`.
    func by(_ kind: String) -> [ImageUse] { filter { $0.user.hasPrefix("ECS \(kind) arn:") } }

    /// Each user's last name component, and the tag in use.
    var tagsByUser: [String] {
        map { use in
            let user = use.user.split(separator: "/").last ?? ""
            return "\(user) \(use.reference.tag?.description ?? "-")"
        }
    }
}

extension String {
    /// The text with the part from one text to the next occurrence of another replaced.
    func replacing(from start: String, to end: String, with text: String) -> String {
        guard let start = firstRange(of: start), let end = self[start.upperBound...].firstRange(of: end) else {
            return self
        }
        return self[..<start.upperBound] + text + self[end.lowerBound...]
    }
}
