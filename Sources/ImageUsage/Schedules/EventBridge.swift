import AWSClient

/// A client of the operations of EventBridge that show what rules start.
///
/// - SeeAlso: [Amazon EventBridge API reference](https://docs.aws.amazon.com/eventbridge/latest/APIReference/Welcome.html)
struct EventBridge: ScheduleReader {
    let client: AWSClient

    /// Reads the rules of every event bus, disabled ones too.
    func pins() async throws -> [Pins] {
        let buses = try await unlessUnknown { try await listEventBuses() }
        let rules = try await buses.concurrentMap(width: Self.width, listRules).flatMap { $0 }
        return try await rules.concurrentMap(width: Self.width) { rule in
            var pins = Pins("EventBridge rule", rule.arn, state: rule.state)
            for target in try await listTargets(of: rule) {
                try pins.add(
                    taskOf: target.arn, target.ecsParameters, from: Self.permission(for: ListTargetsByRule.operation))
            }
            return pins
        }
    }

    private static func permission(for operation: String) -> String { "events:\(operation)" }

    private func listEventBuses() async throws -> [String] {
        try await PageSequence(operation: Self.permission(for: ListEventBuses.operation)) { token in
            let answer = try await client.call(ListEventBuses(nextToken: token))
            return (answer.buses.map(\.name), answer.nextToken)
        }.all()
    }

    /// Lists the rules of a bus; empty if the bus was deleted.
    private func listRules(of bus: String) async throws -> [EventRule] {
        try await unlessGone("ResourceNotFoundException") {
            try await PageSequence(operation: Self.permission(for: ListRules.operation)) { token in
                let answer = try await client.call(ListRules(bus: bus, nextToken: token))
                return (answer.rules, answer.nextToken)
            }.all(identifiedBy: \.arn)
        }?.map { EventRule(arn: $0.arn, name: $0.name, bus: bus, state: $0.state) } ?? []
    }

    /// Lists the targets of a rule; empty if the rule was deleted.
    private func listTargets(of rule: EventRule) async throws -> [ListTargetsByRule.Response.Target] {
        try await unlessGone("ResourceNotFoundException") {
            try await PageSequence(operation: Self.permission(for: ListTargetsByRule.operation)) { token in
                let answer = try await client.call(
                    ListTargetsByRule(rule: rule.name, bus: rule.bus, nextToken: token))
                return (answer.targets, answer.nextToken)
            }.all(identifiedBy: \.id)
        } ?? []
    }
}

/// A rule of an event bus.
struct EventRule: Sendable {
    let arn: String
    let name: String
    let bus: String
    /// `ENABLED`, `DISABLED`, or enabled for more events.
    let state: String?
}

private struct ListEventBuses: AWSJSONRequest, Encodable {
    static let operation = "ListEventBuses"

    let limit = EventBridge.maximumPageSize
    let nextToken: String?

    private enum CodingKeys: String, CodingKey { case limit = "Limit", nextToken = "NextToken" }

    struct Response: Decodable {
        struct Bus: Decodable {
            let name: String

            private enum CodingKeys: String, CodingKey { case name = "Name" }
        }

        let buses: [Bus]
        let nextToken: String?

        private enum CodingKeys: String, CodingKey { case buses = "EventBuses", nextToken = "NextToken" }
    }
}

private struct ListRules: AWSJSONRequest, Encodable {
    static let operation = "ListRules"

    let bus: String
    let limit = EventBridge.maximumPageSize
    let nextToken: String?

    private enum CodingKeys: String, CodingKey { case bus = "EventBusName", limit = "Limit", nextToken = "NextToken" }

    struct Response: Decodable {
        struct Rule: Decodable {
            let arn: String
            @NotEmpty var name: String
            let state: String?

            private enum CodingKeys: String, CodingKey { case arn = "Arn", name = "Name", state = "State" }
        }

        let rules: [Rule]
        let nextToken: String?

        private enum CodingKeys: String, CodingKey { case rules = "Rules", nextToken = "NextToken" }
    }
}

private struct ListTargetsByRule: AWSJSONRequest, Encodable {
    static let operation = "ListTargetsByRule"

    let rule: String
    let bus: String
    let limit = EventBridge.maximumPageSize
    let nextToken: String?

    private enum CodingKeys: String, CodingKey {
        case rule = "Rule", bus = "EventBusName", limit = "Limit", nextToken = "NextToken"
    }

    struct Response: Decodable {
        struct Target: Decodable {
            let id: String
            let arn: String
            let ecsParameters: ECSParameters?

            private enum CodingKeys: String, CodingKey { case id = "Id", arn = "Arn", ecsParameters = "EcsParameters" }
        }

        let targets: [Target]
        let nextToken: String?

        private enum CodingKeys: String, CodingKey { case targets = "Targets", nextToken = "NextToken" }
    }
}
