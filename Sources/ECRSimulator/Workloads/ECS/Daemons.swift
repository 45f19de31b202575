import Essentials

/// The daemons of one account and region, in ECS's own shapes.
struct Daemons: Sendable {
    var daemons: [Document] = []
    var deployments: [Document] = []
    var revisions: [Document] = []
    var taskDefinitions: [Document] = []

    init() {}

    /// Builds the daemons that a file describes.
    init(_ entry: WorkloadsEntry, _ builder: WorkloadBuilder, path: String) throws {
        daemons = try builder.documents(entry.daemons, id: "daemonArn", path: "\(path).daemons")
        deployments = try builder.documents(
            entry.daemonDeployments, id: "daemonDeploymentArn", path: "\(path).daemonDeployments")
        revisions = try builder.documents(
            entry.daemonRevisions, id: "daemonRevisionArn", path: "\(path).daemonRevisions")
        taskDefinitions = try builder.documents(
            entry.daemonTaskDefinitions, id: "daemonTaskDefinitionArn", path: "\(path).daemonTaskDefinitions")
    }
}

struct ListDaemonsRequest: Decodable {
    var clusterArn: String?
    var maxResults: Int?
    var nextToken: String?
}

struct DescribeDaemonRequest: Decodable {
    var daemonArn: String
}

struct DescribeDaemonDeploymentsRequest: Decodable {
    var daemonDeploymentArns: [String]
}

struct DescribeDaemonRevisionsRequest: Decodable {
    var daemonRevisionArns: [String]
}

struct DescribeDaemonTaskDefinitionRequest: Decodable {
    var daemonTaskDefinition: String
}

extension ECS {
    /// Lists a cluster's daemons.
    func listDaemons(_ request: ListDaemonsRequest) throws -> Data {
        let cluster = try cluster(request.clusterArn).arn
        let page = try paging("ListDaemons \(cluster)", request.maxResults, request.nextToken)
            .page(of: daemons.daemons.filter { $0["clusterArn"]?.text == cluster }) { $0["daemonArn"]?.text ?? "" }
        let shown = ["daemonArn", "status", "createdAt", "updatedAt"]
        var answer = ["daemonSummariesList": Document.array(page.items.map { $0.with(members: shown) })]
        answer["nextToken"] = page.nextToken.map { .string($0) }
        return try Message.encode(Document.object(answer))
    }

    func describeDaemon(_ request: DescribeDaemonRequest) throws -> Data {
        guard let daemon = daemons.daemons.first(where: { $0["daemonArn"]?.text == request.daemonArn }) else {
            throw ServiceError(code: "DaemonNotFoundException", message: "Daemon not found.")
        }
        return try Message.encode(["daemon": daemon])
    }

    func describeDaemonDeployments(_ request: DescribeDaemonDeploymentsRequest) throws -> Data {
        try describe(request.daemonDeploymentArns, "daemonDeployment", in: daemons.deployments)
    }

    func describeDaemonRevisions(_ request: DescribeDaemonRevisionsRequest) throws -> Data {
        try describe(request.daemonRevisionArns, "daemonRevision", in: daemons.revisions)
    }

    /// Describes a task definition by its ARN; the real ECS takes a family, too.
    func describeDaemonTaskDefinition(_ request: DescribeDaemonTaskDefinitionRequest) throws -> Data {
        let definition = daemons.taskDefinitions.first {
            $0["daemonTaskDefinitionArn"]?.text == request.daemonTaskDefinition
        }
        guard let definition else {
            throw ServiceError(code: "ClientException", message: "Unable to describe daemon task definition.")
        }
        return try Message.encode(["daemonTaskDefinition": definition])
    }

    /// Describes up to 20 resources; a missing one is a failure inside the answer.
    private func describe(_ arns: [String], _ kind: String, in documents: [Document]) throws -> Data {
        try Self.checkCount(arns.count, of: "\(kind)Arns", atMost: 20)
        let found = documents.filter { $0["\(kind)Arn"]?.text.map(arns.contains) == true }
        let known = Set(found.compactMap { $0["\(kind)Arn"]?.text })
        let failures = arns.filter { !known.contains($0) }.map { arn -> Document in
            ["arn": .string(arn), "reason": "MISSING"]
        }
        return try Message.encode(Document.object(["\(kind)s": .array(found), "failures": .array(failures)]))
    }
}
