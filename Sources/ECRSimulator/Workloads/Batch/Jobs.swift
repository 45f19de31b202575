import Essentials

struct DescribeJobQueuesRequest: Decodable {
    var maxResults: Int?
    var nextToken: String?
}

struct ListJobsRequest: Decodable {
    var jobQueue: String?
    var arrayJobId: String?
    var multiNodeJobId: String?
    var jobStatus: String?
    var maxResults: Int?
    var nextToken: String?
}

struct DescribeJobsRequest: Decodable {
    var jobs: [String]
}

extension Batch {
    func describeJobQueues(_ request: DescribeJobQueuesRequest) throws -> Data {
        let limit = try Constraint.maxResults(request.maxResults, in: 1...100)
        let page = try Paging(listing: "DescribeJobQueues", limit: limit, token: request.nextToken)
            .page(of: jobQueues) { $0["jobQueueName"]?.text ?? "" }
        return try Self.answer("jobQueues", page.items, page.nextToken)
    }

    /// Lists the jobs in one state, of a queue, an array or a job of several nodes.
    ///
    /// The ids of children are `JOB:INDEX` in an array, and `JOB#INDEX` for nodes. A queue lists no children.
    func listJobs(_ request: ListJobsRequest) throws -> Data {
        let state = request.jobStatus ?? "RUNNING"
        let found = try jobs(of: request).filter { $0["status"]?.text == state }
        let listing = [request.jobQueue, request.arrayJobId, request.multiNodeJobId, state].compactMap(\.self)
        let limit = try Constraint.maxResults(request.maxResults, in: 1...100)
        let page = try Paging(
            listing: "ListJobs \(listing.joined(separator: " "))", limit: limit, token: request.nextToken
        ).page(of: found) { $0["jobId"]?.text ?? "" }
        let shown = ["jobArn", "jobId", "jobName", "status", "createdAt", "startedAt", "jobDefinition"]
        return try Self.answer("jobSummaryList", page.items.map { $0.with(members: shown) }, page.nextToken)
    }

    private func jobs(of request: ListJobsRequest) throws -> [Document] {
        switch (request.jobQueue, request.arrayJobId, request.multiNodeJobId) {
        case (let queue?, nil, nil):
            let known = jobQueues.first { [$0["jobQueueArn"]?.text, $0["jobQueueName"]?.text].contains(queue) }
            guard let known else {
                throw ServiceError.invalidParameters("JobQueue \(queue) does not exist.")
            }
            let names = [known["jobQueueArn"]?.text, known["jobQueueName"]?.text]
            return jobs.filter { job in
                names.contains(job["jobQueue"]?.text)
                    && job["jobId"]?.text?.utf8.contains { ":#".utf8.contains($0) } == false
            }
        case (nil, let parent?, nil): return jobs.filter { $0["jobId"]?.text?.hasPrefix("\(parent):") == true }
        case (nil, nil, let parent?): return jobs.filter { $0["jobId"]?.text?.hasPrefix("\(parent)#") == true }
        default:
            throw ServiceError.invalidParameters("One of jobQueue, arrayJobId and multiNodeJobId is required.")
        }
    }

    /// Describes jobs; one that does not exist is left out.
    func describeJobs(_ request: DescribeJobsRequest) throws -> Data {
        guard (1...100).contains(request.jobs.count) else {
            throw ServiceError.invalidParameters("jobs must have 1 to 100 items.")
        }
        let ids = Set(request.jobs)
        return try Self.answer("jobs", jobs.filter { $0["jobId"]?.text.map(ids.contains) == true }, nil)
    }

    private static func answer(_ member: String, _ documents: [Document], _ nextToken: String?) throws -> Data {
        var answer = [member: Document.array(documents)]
        answer["nextToken"] = nextToken.map { .string($0) }
        return try Message.encode(Document.object(answer))
    }
}
