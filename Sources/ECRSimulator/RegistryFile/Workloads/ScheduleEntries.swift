/// A rule of EventBridge, or `count` similar rules.
public struct RuleEntry: Sendable, Hashable {
    /// The rule's name, in which `{n}` stands for the number.
    public var name: String
    /// The event bus.
    public var bus: String
    /// `ENABLED` or `DISABLED`.
    public var state: String
    /// The task definition of the target; without one, the target is a function.
    ///
    /// It is `FAMILY`, `FAMILY:REVISION` or an ARN, and need not exist.
    public var taskDefinition: String?
    /// The number of rules.
    public var count: Int

    /// Creates an entry.
    public init(
        _ name: String, bus: String = "default", state: String = "ENABLED", taskDefinition: String? = nil,
        count: Int = 1
    ) {
        self.name = name
        self.bus = bus
        self.state = state
        self.taskDefinition = taskDefinition
        self.count = count
    }
}

/// A schedule of EventBridge Scheduler, or `count` similar schedules.
public struct ScheduleEntry: Sendable, Hashable {
    /// The schedule's name, in which `{n}` stands for the number.
    public var name: String
    /// The schedule's group.
    public var group: String
    /// `ENABLED` or `DISABLED`.
    public var state: String
    /// The task definition of the target; without one and without input, the target is a function.
    ///
    /// It is `FAMILY`, `FAMILY:REVISION` or an ARN, and need not exist.
    public var taskDefinition: String?
    /// The input of a target that calls ECS's `RunTask` itself, as JSON.
    public var input: String?
    /// The number of schedules.
    public var count: Int

    /// Creates an entry.
    public init(
        _ name: String, group: String = "default", state: String = "ENABLED", taskDefinition: String? = nil,
        input: String? = nil, count: Int = 1
    ) {
        self.name = name
        self.group = group
        self.state = state
        self.taskDefinition = taskDefinition
        self.input = input
        self.count = count
    }
}

/// A pipe of EventBridge, or `count` similar pipes.
public struct PipeEntry: Sendable, Hashable {
    /// The pipe's name, in which `{n}` stands for the number.
    public var name: String
    /// `RUNNING` or `STOPPED`.
    public var state: String
    /// The task definition of the target; without one, the target is a function.
    ///
    /// It is `FAMILY`, `FAMILY:REVISION` or an ARN, and need not exist.
    public var taskDefinition: String?
    /// The number of pipes.
    public var count: Int

    /// Creates an entry.
    public init(_ name: String, state: String = "RUNNING", taskDefinition: String? = nil, count: Int = 1) {
        self.name = name
        self.state = state
        self.taskDefinition = taskDefinition
        self.count = count
    }
}

/// A state machine of Step Functions, or `count` similar state machines.
public struct StateMachineEntry: Sendable, Hashable {
    /// The state machine's name, in which `{n}` stands for the number.
    public var name: String
    /// The task definition that the only state runs, unless a definition is given.
    public var taskDefinition: String?
    /// The state machine's definition, as JSON.
    public var definition: String?
    /// The number of state machines.
    public var count: Int

    /// Creates an entry.
    public init(_ name: String, taskDefinition: String? = nil, definition: String? = nil, count: Int = 1) {
        self.name = name
        self.taskDefinition = taskDefinition
        self.definition = definition
        self.count = count
    }
}
