public import AWSClient
import Essentials
public import ImageModel

/// The images of the task definitions that schedules, pipes and state machines start.
///
/// They name a revision, which may be older than all that ECS runs. Those that are disabled count too. One that names
/// no revision starts the latest. A revision that ECS no longer describes can't be started.
///
/// - EventBridge: the targets of every rule on every bus.
/// - EventBridge Scheduler: the targets of every schedule, and the inputs of those that call ECS's own operations.
/// - EventBridge Pipes: the target of every pipe.
/// - Step Functions: every task definition and every image of ECR that stands in a definition.
public struct SchedulesUsageSource: UsageSource {
    /// The clients of the services that exist in a region.
    public struct Clients: Sendable {
        /// The client of ECS.
        public var ecs: AWSClient
        /// The client of EventBridge; `nil` where it does not exist.
        public var events: AWSClient?
        /// The client of EventBridge Scheduler; `nil` where it does not exist.
        public var scheduler: AWSClient?
        /// The client of EventBridge Pipes; `nil` where it does not exist.
        public var pipes: AWSClient?
        /// The client of Step Functions; `nil` where it does not exist.
        public var states: AWSClient?

        /// Creates the clients of an account and region.
        public init(
            ecs: AWSClient, events: AWSClient?, scheduler: AWSClient?, pipes: AWSClient?, states: AWSClient?
        ) {
            self.ecs = ecs
            self.events = events
            self.scheduler = scheduler
            self.pipes = pipes
            self.states = states
        }
    }

    /// The permissions to read what uses images.
    public static let permissions = [
        UsagePermission("events:ListEventBuses"),
        UsagePermission("events:ListRules"),
        UsagePermission("events:ListTargetsByRule", on: "rule/*"),
        UsagePermission("scheduler:ListSchedules"),
        UsagePermission("scheduler:GetSchedule", on: "schedule/*"),
        UsagePermission("pipes:ListPipes"),
        UsagePermission("pipes:DescribePipe", on: "pipe/*"),
        UsagePermission("states:ListStateMachines"),
        UsagePermission("states:DescribeStateMachine", on: "stateMachine:*"),
        UsagePermission("ecs:DescribeTaskDefinition"),
    ]

    /// The name `schedules`.
    public var name: UsageSourceName { .schedules }

    private let clients: Clients
    private let definitions: TaskDefinitionCache

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - clients: the clients in the account and region to read.
    ///   - definitions: the task definitions that are known already.
    public init(clients: Clients, definitions: TaskDefinitionCache = TaskDefinitionCache()) {
        self.clients = clients
        self.definitions = definitions
    }

    /// Reads all uses of ECR images, to the last page.
    public func uses(in context: CallContext) async throws -> [ImageUse] {
        let readers: [(any ScheduleReader)?] = [
            clients.events.map { EventBridge(client: $0.scoped(to: context)) },
            clients.scheduler.map { Scheduler(client: $0.scoped(to: context)) },
            clients.pipes.map { Pipes(client: $0.scoped(to: context)) },
            clients.states.map { StepFunctions(client: $0.scoped(to: context)) },
        ]
        let pins = try await readers.compactMap(\.self).concurrentMap(width: readers.count) { reader in
            try await reader.pins()
        }.flatMap { $0 }
        await definitions.definitions.load(in: context)
        let uses = try await uses(by: pins, context)
        await definitions.definitions.save(in: context)
        return uses
    }

    private func uses(by pins: [Pins], _ context: CallContext) async throws -> [ImageUse] {
        let ecs = ECSClient(client: clients.ecs.scoped(to: context), definitions: definitions.definitions)
        // Each definition is described once, for the first of those that name it.
        var owners: [TaskDefinitionReference: Pins] = [:]
        for pins in pins {
            for reference in pins.definitions where owners[reference] == nil { owners[reference] = pins }
        }
        let described = try await owners.sorted { $0.key.description < $1.key.description }
            .concurrentMap(width: ECSClient.width) { reference, pins in
                (reference, try await ecs.describePinned(reference, by: pins))
            }
        let definitions = Dictionary(described) { first, _ in first }
        return pins.sorted { $0.user < $1.user }.flatMap { pins in
            let pinned = pins.definitions.compactMap { definitions[$0].flatMap(\.self) }
            var uses = pinned.flatMap { $0.uses(isRunning: false, user: pins.user) }
            // A disabled one may be enabled again, so it protects; until then nobody misses what it names.
            for index in uses.indices { uses[index].isExpected = pins.isEnabled }
            return (uses + pins.namedUses).unique()
                .sorted { $0.reference.description < $1.reference.description }
        }
    }
}
