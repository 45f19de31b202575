import Essentials

/// Amazon EventBridge in one account and region.
struct EventBridge: Sendable {
    static let traits = ServiceTraits(
        wireProtocol: .awsJSON, targetPrefix: "AWSEvents", serverErrorCode: "InternalException",
        invalidParameterCode: "ValidationException")

    let location: Location
    var rules: [EventRule] = []

    /// Creates a service without rules.
    init(_ location: Location) { self.location = location }

    /// Performs one operation.
    func perform(_ operation: String, _ body: Data) throws -> Data {
        switch operation {
        case "ListEventBuses": try listEventBuses(Message.decode(from: body))
        case "ListRules": try listRules(Message.decode(from: body))
        case "ListTargetsByRule": try listTargetsByRule(Message.decode(from: body))
        default: throw ServiceError.unknownOperation(operation)
        }
    }
}

/// A rule with its only target.
struct EventRule: Sendable {
    var message: EventRuleMessage
    var target: EventTargetMessage
}

// The members have capitals, as in the service's model.

/// EventBridge's `Rule`.
struct EventRuleMessage: Encodable, Sendable {
    var Name: String
    var Arn: String
    var State: String
    var EventBusName: String
    var ScheduleExpression: String?
    var EventPattern: String?
}

/// EventBridge's `Target`.
struct EventTargetMessage: Encodable, Sendable {
    struct ECSParameters: Encodable, Sendable { var TaskDefinitionArn: String }

    var Id = "target"
    var Arn: String
    var EcsParameters: ECSParameters?
}

struct EventsRequest: Decodable {
    var Rule: String?
    var EventBusName: String?
    var Limit: Int?
    var NextToken: String?
}

extension EventBridge {
    private struct Buses: Encodable {
        struct Bus: Encodable {
            var Name: String
            var Arn: String
        }

        var EventBuses: [Bus]
        var NextToken: String?
    }

    private struct Rules: Encodable {
        var Rules: [EventRuleMessage]
        var NextToken: String?
    }

    private struct Targets: Encodable {
        var Targets: [EventTargetMessage]
        var NextToken: String?
    }

    private func paging(_ listing: String, _ request: EventsRequest) throws -> Paging {
        Paging(
            listing: listing, limit: try Constraint.maxResults(request.Limit, in: 1...100), token: request.NextToken)
    }

    /// Lists the default bus, and those of the rules.
    private func listEventBuses(_ request: EventsRequest) throws -> Data {
        let names = Set(rules.map(\.message.EventBusName)).union(["default"])
        let page = try paging("ListEventBuses", request).page(of: Array(names)) { $0 }
        return try Message.encode(
            Buses(
                EventBuses: page.items.map { .init(Name: $0, Arn: location.arn("events", "event-bus/\($0)")) },
                NextToken: page.nextToken))
    }

    private func listRules(_ request: EventsRequest) throws -> Data {
        let bus = request.EventBusName ?? "default"
        let found = rules.map(\.message).filter { $0.EventBusName == bus }
        guard !found.isEmpty || bus == "default" else {
            throw Self.notFound("Event bus \(bus) does not exist.")
        }
        let page = try paging("ListRules \(bus)", request).page(of: found) { $0.Name }
        return try Message.encode(Rules(Rules: page.items, NextToken: page.nextToken))
    }

    private func listTargetsByRule(_ request: EventsRequest) throws -> Data {
        let bus = request.EventBusName ?? "default"
        let found = rules.filter { $0.message.EventBusName == bus && $0.message.Name == request.Rule }
        guard !found.isEmpty else {
            throw Self.notFound("Rule \(request.Rule ?? "") does not exist on EventBus \(bus).")
        }
        let page = try paging("ListTargetsByRule \(bus) \(request.Rule ?? "")", request)
            .page(of: found.map(\.target)) { $0.Id }
        return try Message.encode(Targets(Targets: page.items, NextToken: page.nextToken))
    }

    private static func notFound(_ message: String) -> ServiceError {
        ServiceError(code: "ResourceNotFoundException", message: message)
    }
}

extension WorkloadBuilder {
    /// Builds rules.
    ///
    /// - Throws: ``RegistryFileError``.
    func rules(_ entries: [RuleEntry], path: String) throws -> [EventRule] {
        try resources(entries, \.count, \.message.Arn, path) { entry, number in
            let name = entry.name.numbered(number, of: entry.count)
            let isDefault = entry.bus == "default"
            return EventRule(
                message: EventRuleMessage(
                    Name: name, Arn: location.arn("events", "rule/\(isDefault ? "" : "\(entry.bus)/")\(name)"),
                    State: entry.state, EventBusName: entry.bus,
                    ScheduleExpression: isDefault ? "rate(1 day)" : nil,
                    EventPattern: isDefault ? nil : #"{"source":["test"]}"#),
                target: EventTargetMessage(
                    Arn: target(entry.taskDefinition),
                    EcsParameters: entry.taskDefinition.map { .init(TaskDefinitionArn: taskDefinitionARN($0, number)) })
            )
        }
    }
}
