import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import Synchronization
import TestSupport
import Testing

@testable import ImageUsage

@Suite("Answers that outlive the process")
struct AnswerStoreTests {
    /// A store in memory.
    private final class Store: AnswerStore {
        let texts = Mutex<[String: Data]>([:])
        let writes = Mutex(0)
        /// How many readings and how many writings are still refused.
        let refusals: Mutex<(readings: Int, writings: Int)>

        init(_ texts: [String: String] = [:], refusals: Int = 0) {
            self.refusals = Mutex((refusals, refusals))
            self.texts.withLock { $0 = texts.mapValues { Data($0.utf8) } }
        }

        func read(_ name: String, in context: CallContext) async throws -> Data? {
            try refuse(\.readings)
            return texts.withLock { $0[name] }
        }

        func write(_ text: Data, as name: String, in context: CallContext) async throws {
            try refuse(\.writings)
            texts.withLock { $0[name] = text }
            writes.withLock { $0 += 1 }
        }

        private func refuse(_ kind: WritableKeyPath<(readings: Int, writings: Int), Int>) throws {
            let isRefused = refusals.withLock { refusals in
                defer { refusals[keyPath: kind] -= 1 }
                return refusals[keyPath: kind] > 0
            }
            if isRefused { throw AWSError(code: "SlowDown", operation: "s3:GetObject", message: "no") }
        }
    }

    /// A store that refuses everything.
    private struct DeniedStore: AnswerStore {
        let error = AWSError(code: "AccessDenied", operation: "s3:GetObject", message: "no")

        func read(_ name: String, in context: CallContext) async throws -> Data? { throw error }
        func write(_ text: Data, as name: String, in context: CallContext) async throws { throw error }
    }

    private static func registry() throws -> SimulatedRegistry {
        try SimulatedRegistry.running(
            WorkloadsEntry(
                taskDefinitions: [
                    TaskDefinitionEntry("web", image: "ecr:app:one"),
                    TaskDefinitionEntry("batch", image: "ecr:app:two"),
                ],
                clusters: [ClusterEntry("main", tasks: [TaskEntry("web")])]),
            images: ["one", "two"])
    }

    /// Reads what ECS uses, as a process that has just started.
    private func read(
        _ registry: SimulatedRegistry, _ store: any AnswerStore
    ) async throws -> (uses: [ImageUse], calls: [String: Int]) {
        let statistics = CallStatistics()
        let source = ECSUsageSource(
            client: try .forTests(.ecs, SimulatorTransport(to: registry)), now: { TestClock.start },
            definitions: TaskDefinitionCache(store: store))
        let uses = try await source.uses(in: CallContext(statistics: statistics))
        return (uses, statistics.snapshot.calls)
    }

    @Test("spare another process the reading of task definitions, and nothing else")
    func shared() async throws {
        let (registry, store) = (try Self.registry(), Store())
        let first = try await read(registry, store)
        let second = try await read(registry, store)
        #expect(second.uses == first.uses)
        #expect(first.calls["DescribeTaskDefinition"] == 2)
        // The latest revision of a family that does not run is asked for by its name.
        #expect(second.calls["DescribeTaskDefinition", default: 0] < 2)
        #expect(second.calls["DescribeTasks"] == first.calls["DescribeTasks"])
        #expect(store.writes.withLock { $0 } == 1)
    }

    @Test(
        "are read anew if they can't be understood",
        arguments: [
            "", "{}", "[]", #"{"schemaVersion":2,"answers":{}}"#, #"{"schemaVersion":1}"#,
            #"{"schemaVersion":1,"answers":{"a":{"taskDefinitionArn":1}}}"#, "\u{0}",
            // A revision under another one's name.
            #"{"schemaVersion":1,"answers":{"arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1":"#
                + #"{"taskDefinitionArn":"arn:aws:ecs:eu-west-1:123456789012:task-definition/web:2","#
                + #""containerDefinitions":[]}}}"#,
        ])
    func unreadable(text: String) async throws {
        let registry = try Self.registry()
        let expected = try await read(registry, Store())
        let store = Store(["task-definitions.json": text])
        let found = try await read(registry, store)
        #expect(found.uses == expected.uses && found.calls == expected.calls)
        // What was read is kept in its place.
        #expect(try await read(registry, store).calls["DescribeTaskDefinition", default: 0] < 2)
    }

    @Test("are read anew if the store refuses")
    func denied() async throws {
        let registry = try Self.registry()
        let expected = try await read(registry, Store())
        let found = try await read(registry, DeniedStore())
        #expect(found.uses == expected.uses && found.calls == expected.calls)
    }

    @Test("are read and kept by a later reading if the store refuses the first")
    func refusedOnce() async throws {
        let text = #"{"schemaVersion":1,"answers":{"a":"one"}}"#
        let store = Store(["answers.json": text], refusals: 1)
        let answers = KeptAnswers<String>(shared: .init(store: store, name: "answers.json"))
        await answers.load(in: CallContext())
        #expect(answers["a"] == nil)
        await answers.load(in: CallContext())
        #expect(answers["a"] == "one")
        answers.keep("two", for: "b")
        await answers.save(in: CallContext())
        #expect(store.writes.withLock { $0 } == 0)
        await answers.save(in: CallContext())
        await answers.save(in: CallContext())
        #expect(store.writes.withLock { $0 } == 1)
    }

    @Test("spare another process the reading of published versions, and never of $LATEST")
    func functions() async throws {
        let arn = "arn:aws:lambda:eu-west-1:123456789012:function:f"
        let versions = ["$LATEST", "1"].map {
            #"{"FunctionName":"f","FunctionArn":"\#(arn):\#($0)","Version":"\#($0)","PackageType":"Image","CodeSha256":"a"}"#
        }
        let image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:" + String(repeating: "a", count: 64)
        let asked = Mutex<[String]>([])
        let transport = StubTransport { request, _ in
            guard let path = request.head.path, path.contains("Qualifier=") else {
                return TransportResponse(.ok, text: #"{"Functions":[\#(versions.joined(separator: ","))]}"#)
            }
            asked.withLock { $0.append(String(path.suffix(1))) }
            return TransportResponse(.ok, text: #"{"Code":{"ImageUri":"\#(image)","ResolvedImageUri":"\#(image)"}}"#)
        }
        let store = Store()
        var found: [[ImageUse]] = []
        for _ in 0..<2 {
            let source = LambdaUsageSource(client: try .forTests(.lambda, transport), store: store)
            found.append(try await source.uses(in: CallContext()))
        }
        #expect(Set(found[0]) == Set(found[1]) && found[0].count == 2)
        #expect(asked.withLock { $0.count } == 3)
    }
}
