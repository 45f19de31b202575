import Essentials

/// ECS's `TaskDefinition`.
struct TaskDefinitionMessage: Encodable, Sendable {
    struct Container: Encodable, Sendable {
        var name: String
        var image: String
        var essential = true
    }

    var taskDefinitionArn: String
    var family: String
    var revision: Int
    var status: String
    var containerDefinitions: [Container]
    var registeredAt: Date

    /// A text that sorts by family, then by revision.
    var sortKey: String {
        let number = String(revision)
        return "\(family) \(String(repeating: "0", count: max(0, 10 - number.utf8.count)))\(number)"
    }
}

/// A family with an optional revision, as requests name a definition.
struct TaskDefinitionName {
    var family: String
    var revision: Int?

    /// Reads `family` or `family:revision`.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), !parts[0].isEmpty, parts.count == 1 || Int(parts[1]) != nil else {
            return nil
        }
        family = parts[0]
        revision = parts.count == 2 ? Int(parts[1]) : nil
    }

    /// Reads the part after `task-definition/` in an ARN.
    init?(arn: String) { self.init(String(arn.split(separator: "/").last ?? "")) }
}

struct ListTaskDefinitionFamiliesRequest: Decodable {
    var familyPrefix: String?
    var status: String?
    var maxResults: Int?
    var nextToken: String?
}

struct ListTaskDefinitionFamiliesResponse: Encodable {
    var families: [String]
    var nextToken: String?
}

struct ListTaskDefinitionsRequest: Decodable {
    var familyPrefix: String?
    var status: String?
    var sort: String?
    var maxResults: Int?
    var nextToken: String?
}

struct ListTaskDefinitionsResponse: Encodable {
    var taskDefinitionArns: [String]
    var nextToken: String?
}

struct DescribeTaskDefinitionRequest: Decodable { var taskDefinition: String }

struct DescribeTaskDefinitionResponse: Encodable { var taskDefinition: TaskDefinitionMessage }

extension ECS {
    /// The definition for `family:revision`, an ARN or a family.
    ///
    /// A family alone means its latest active revision.
    func taskDefinition(_ text: String) -> TaskDefinitionMessage? {
        if let definition = taskDefinitions[text] { return definition }
        guard !text.hasPrefix("arn:"), let name = TaskDefinitionName(text) else { return nil }
        if let revision = name.revision {
            return taskDefinitions[location.arn("ecs", "task-definition/\(name.family):\(revision)")]
        }
        return taskDefinitions.values.filter { $0.family == name.family && $0.status == "ACTIVE" }
            .max { $0.revision < $1.revision }
    }

    /// Describes one definition, of any status.
    func describeTaskDefinition(_ request: DescribeTaskDefinitionRequest) throws -> Data {
        guard let definition = taskDefinition(request.taskDefinition) else {
            throw ServiceError(code: "ClientException", message: "Unable to describe task definition.")
        }
        return try Message.encode(DescribeTaskDefinitionResponse(taskDefinition: definition))
    }

    /// Lists families by prefix.
    ///
    /// A family is active if any of its revisions is active.
    func listTaskDefinitionFamilies(_ request: ListTaskDefinitionFamiliesRequest) throws -> Data {
        try Constraint.oneOf(["ACTIVE", "INACTIVE", "ALL"], request.status, name: "status")
        let status = request.status ?? "ALL"
        let prefix = request.familyPrefix ?? ""
        let active = Set(taskDefinitions.values.filter { $0.status == "ACTIVE" }.map(\.family))
        let families = Set(taskDefinitions.values.map(\.family)).filter { family in
            family.hasPrefix(prefix) && (status == "ALL" || active.contains(family) == (status == "ACTIVE"))
        }
        let page = try paging(
            "ListTaskDefinitionFamilies \(status) \(prefix)", request.maxResults, request.nextToken
        )
        .page(of: Array(families)) { $0 }
        return try Message.encode(
            ListTaskDefinitionFamiliesResponse(families: page.items, nextToken: page.nextToken))
    }

    /// Lists definitions; `familyPrefix`, despite its name, is a complete family name.
    func listTaskDefinitions(_ request: ListTaskDefinitionsRequest) throws -> Data {
        try Constraint.oneOf(["ACTIVE", "INACTIVE", "DELETE_IN_PROGRESS"], request.status, name: "status")
        try Constraint.oneOf(["ASC", "DESC"], request.sort, name: "sort")
        let status = request.status ?? "ACTIVE"
        let sort = request.sort ?? "ASC"
        let definitions = taskDefinitions.values.filter { definition in
            definition.status == status && (request.familyPrefix ?? definition.family) == definition.family
        }
        let listing = "ListTaskDefinitions \(status) \(sort) \(request.familyPrefix ?? "")"
        let page = try paging(listing, request.maxResults, request.nextToken)
            .page(of: definitions, isDescending: sort == "DESC") { $0.sortKey }
        return try Message.encode(
            ListTaskDefinitionsResponse(
                taskDefinitionArns: page.items.map(\.taskDefinitionArn), nextToken: page.nextToken))
    }
}
