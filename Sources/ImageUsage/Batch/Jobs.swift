import AWSClient
import Essentials
import ImageModel

/// A job, as AWS Batch describes it.
///
/// It holds the images of the definition's revision that it was submitted with, also if that is inactive now.
struct BatchJob: Decodable, Sendable {
    struct ArrayProperties: Decodable, Sendable { let size: Int? }

    struct NodeDetails: Decodable, Sendable { let nodeIndex: Int? }

    let jobId: String
    let jobArn: String?
    let status: String
    /// The time of the last start, in milliseconds since 1970.
    let startedAt: Double?
    let container: BatchJobDefinition.OnlyContainer?
    let ecsProperties: BatchJobDefinition.ECSProperties?
    let eksProperties: BatchJobDefinition.EKSProperties?
    let nodeProperties: BatchJobDefinition.NodeProperties?
    let arrayProperties: ArrayProperties?
    let nodeDetails: NodeDetails?

    /// The images of all containers.
    ///
    /// - Throws: `AWSError` if the job, or a range of its nodes, names none.
    func images() throws -> [String] {
        try BatchJobDefinition.images(
            of: jobArn ?? jobId, container, ecsProperties, eksProperties, nodeProperties,
            from: DescribeJobs.operation)
    }

    /// The jobs that this one consists of; `nil` for a job that runs itself.
    var children: ListJobs.Parent? {
        if arrayProperties?.size != nil { return .array(jobId) }
        return nodeProperties != nil && nodeDetails?.nodeIndex == nil ? .nodes(jobId) : nil
    }
}

/// A job, as a listing shows it.
struct BatchJobSummary: Decodable, Sendable, Hashable {
    let jobId: String
    let status: String?
    let startedAt: Double?
}

extension ImageUse.Start {
    /// The time at which a job resolved its images' tags.
    ///
    /// - Parameters:
    ///   - status: the job's status; `nil` if it is not known.
    ///   - startedAt: the time of its start, in milliseconds since 1970.
    ///   - now: the present time.
    init(ofJob status: String?, startedAt: Double?, at now: Date) {
        switch status {
        case "SUBMITTED", "PENDING", "RUNNABLE": self = .pending
        // It pulls its images, and may have resolved a tag a moment ago.
        case "STARTING": self = .at(now)
        default: self.init(reportedAt: startedAt.map { $0 / 1_000 }, now: now)
        }
    }

    /// The later of two starts: it may have resolved a tag to a newer image.
    func latest(_ other: ImageUse.Start) -> ImageUse.Start {
        switch (self, other) {
        case (.unknown, _), (_, .unknown): .unknown
        case (.at(let one), .at(let two)): .at(max(one, two))
        case (.at, .pending): self
        case (.pending, _): other
        }
    }
}

/// The request `POST /v1/describejobqueues`.
///
/// - SeeAlso: [DescribeJobQueues](https://docs.aws.amazon.com/batch/latest/APIReference/API_DescribeJobQueues.html)
struct DescribeJobQueues: AWSRESTRequest, Encodable {
    static let operation = "DescribeJobQueues"

    let maxResults = 100
    let nextToken: String?

    var path: [String] { ["v1", "describejobqueues"] }

    struct Queue: Decodable, Sendable {
        let jobQueueArn: String
        let jobQueueType: String?

        /// Whether the queue has jobs of Batch itself, and none of SageMaker.
        var hasJobs: Bool { jobQueueType != "SAGEMAKER_TRAINING" }
    }

    struct Response: Decodable {
        let jobQueues: [Queue]
        let nextToken: String?
    }
}

/// The request `POST /v1/listjobs` for the jobs in one state.
///
/// - SeeAlso: [ListJobs](https://docs.aws.amazon.com/batch/latest/APIReference/API_ListJobs.html)
struct ListJobs: AWSRESTRequest, Encodable {
    static let operation = "ListJobs"

    /// The owner of the jobs: a queue, an array or a multi-node job.
    enum Parent: Sendable {
        case queue(String)
        case array(String)
        case nodes(String)
    }

    /// The states of jobs that have not finished, in their order.
    ///
    /// A job that changes its state meanwhile is in one that is listed later. Before it is tried again, a job returns
    /// to `RUNNABLE`, which therefore is listed twice.
    static let states = ["SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING", "RUNNABLE"]

    var jobQueue: String?
    var arrayJobId: String?
    var multiNodeJobId: String?
    let jobStatus: String
    let maxResults = 100
    let nextToken: String?

    init(of parent: Parent, in state: String, nextToken: String?) {
        (jobStatus, self.nextToken) = (state, nextToken)
        switch parent {
        case .queue(let queue): jobQueue = queue
        case .array(let job): arrayJobId = job
        case .nodes(let job): multiNodeJobId = job
        }
    }

    var path: [String] { ["v1", "listjobs"] }

    struct Response: Decodable {
        let jobSummaryList: [BatchJobSummary]
        let nextToken: String?
    }
}

/// The request `POST /v1/describejobs` for up to 100 jobs.
///
/// - SeeAlso: [DescribeJobs](https://docs.aws.amazon.com/batch/latest/APIReference/API_DescribeJobs.html)
struct DescribeJobs: AWSRESTRequest, Encodable {
    static let operation = "DescribeJobs"
    static let maximumJobs = 100

    let jobs: [String]

    var path: [String] { ["v1", "describejobs"] }

    struct Response: Decodable { let jobs: [BatchJob] }
}
