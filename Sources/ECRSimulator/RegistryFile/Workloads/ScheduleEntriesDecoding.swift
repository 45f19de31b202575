extension RuleEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case name, bus, state, taskDefinition, count }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(String.self, forKey: .name),
            bus: try container.decodeIfPresent(String.self, forKey: .bus) ?? "default",
            state: try container.word(.state, of: ["ENABLED", "DISABLED"]) ?? "ENABLED",
            taskDefinition: try container.decodeIfPresent(String.self, forKey: .taskDefinition),
            count: try container.count(.count))
    }
}

extension ScheduleEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case name, group, state, taskDefinition, input, count }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(String.self, forKey: .name),
            group: try container.decodeIfPresent(String.self, forKey: .group) ?? "default",
            state: try container.word(.state, of: ["ENABLED", "DISABLED"]) ?? "ENABLED",
            taskDefinition: try container.decodeIfPresent(String.self, forKey: .taskDefinition),
            input: try container.decodeIfPresent(String.self, forKey: .input),
            count: try container.count(.count))
    }
}

extension PipeEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case name, state, taskDefinition, count }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(String.self, forKey: .name),
            state: try container.word(.state, of: ["RUNNING", "STOPPED"]) ?? "RUNNING",
            taskDefinition: try container.decodeIfPresent(String.self, forKey: .taskDefinition),
            count: try container.count(.count))
    }
}

extension StateMachineEntry: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case name, taskDefinition, definition, count }

    /// Decodes the JSON form; an unknown key is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(String.self, forKey: .name),
            taskDefinition: try container.decodeIfPresent(String.self, forKey: .taskDefinition),
            definition: try container.decodeIfPresent(String.self, forKey: .definition),
            count: try container.count(.count))
    }
}
