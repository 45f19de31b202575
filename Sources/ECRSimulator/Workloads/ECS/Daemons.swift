import Essentials

struct ListDaemonsRequest: Decodable {
    var clusterArn: String?
    var maxResults: Int?
    var nextToken: String?
}

struct DescribeDaemonRequest: Decodable {
    var daemonArn: String
}

struct DescribeDaemonRevisionsRequest: Decodable {
    var daemonRevisionArns: [String]
}

extension ECS {
    /// Lists a cluster's daemons.
    func listDaemons(_ request: ListDaemonsRequest) throws -> Data {
        let cluster = try cluster(request.clusterArn).arn
        let page = try paging("ListDaemons \(cluster)", request.maxResults, request.nextToken)
            .page(of: daemons.filter { $0["clusterArn"]?.text == cluster }) { $0["daemonArn"]?.text ?? "" }
        let shown = ["daemonArn", "status", "createdAt", "updatedAt"]
        var answer = ["daemonSummariesList": Document.array(page.items.map { $0.with(members: shown) })]
        answer["nextToken"] = page.nextToken.map { .string($0) }
        return try Message.encode(Document.object(answer))
    }

    func describeDaemon(_ request: DescribeDaemonRequest) throws -> Data {
        guard let daemon = daemons.first(where: { $0["daemonArn"]?.text == request.daemonArn }) else {
            throw ServiceError(code: "DaemonNotFoundException", message: "Daemon not found.")
        }
        return try Message.encode(["daemon": daemon])
    }

    /// Describes revisions; a missing one is a failure inside the answer.
    func describeDaemonRevisions(_ request: DescribeDaemonRevisionsRequest) throws -> Data {
        try Self.checkCount(request.daemonRevisionArns.count, of: "daemonRevisionArns", atMost: 20)
        let found = daemonRevisions.filter { revision in
            revision["daemonRevisionArn"]?.text.map(request.daemonRevisionArns.contains) == true
        }
        let known = Set(found.compactMap { $0["daemonRevisionArn"]?.text })
        let failures = request.daemonRevisionArns.filter { !known.contains($0) }.map { arn -> Document in
            ["arn": .string(arn), "reason": "MISSING"]
        }
        return try Message.encode(
            Document.object(["daemonRevisions": .array(found), "failures": .array(failures)]))
    }
}
