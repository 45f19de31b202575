import AWSClient
import Essentials
import ImageModel

/// A client of the Batch operations that show images in use.
struct BatchClient: Sendable {
    /// The most concurrent calls.
    ///
    /// The pacer allows fewer when Batch throttles.
    static let width = 8

    let client: AWSClient

    /// Lists all active job definitions.
    func definitions() async throws -> [BatchJobDefinition] {
        try await PageSequence(operation: "batch:\(DescribeJobDefinitions.operation)") { token in
            let answer = try await client.call(DescribeJobDefinitions(nextToken: token))
            return (answer.jobDefinitions, answer.nextToken)
        }.all(identifiedBy: \.jobDefinitionArn)
    }

    /// Reads the uses by all jobs that have not finished.
    func usesOfJobs(at now: Date) async throws -> [ImageUse] {
        let queues = try await PageSequence(operation: "batch:\(DescribeJobQueues.operation)") { token in
            let answer = try await client.call(DescribeJobQueues(nextToken: token))
            return (answer.jobQueues, answer.nextToken)
        }.all(identifiedBy: \.jobQueueArn).filter(\.hasJobs)
        let listed = try await queues.concurrentMap(width: Self.width) { queue in
            try await unfinished(.queue(queue.jobQueueArn)).map(\.jobId)
        }
        let jobs = try await listed.flatMap { $0 }.unique().batches(of: DescribeJobs.maximumJobs)
            .concurrentMap(width: Self.width) { try await describe($0) }
        return try await jobs.flatMap { $0 }.filter { !["SUCCEEDED", "FAILED"].contains($0.status) }
            .concurrentMap(width: Self.width) { try await uses(of: $0, at: now) }
            .flatMap { $0 }
    }

    /// Lists the jobs of a queue, or the children of a job, that have not finished.
    ///
    /// The states are listed one after the other: see ``ListJobs/states``.
    private func unfinished(_ parent: ListJobs.Parent) async throws -> [BatchJobSummary] {
        var jobs: [BatchJobSummary] = []
        for state in ListJobs.states {
            jobs += try await PageSequence(operation: "batch:\(ListJobs.operation)") { token in
                let answer = try await client.call(ListJobs(of: parent, in: state, nextToken: token))
                return (answer.jobSummaryList, answer.nextToken)
            }.all(identifiedBy: \.jobId)
        }
        return jobs
    }

    private func describe(_ ids: [String]) async throws -> [BatchJob] {
        let jobs = try await client.call(DescribeJobs(jobs: ids)).jobs
        // Batch shows a job for days after its end.
        try checkAnswer(
            of: "batch:\(DescribeJobs.operation)", about: "job", ids, mentions: Set(jobs.map(\.jobId)))
        return jobs
    }

    /// The uses of a job's images; those of an array or of several nodes count from the last start of one of these.
    private func uses(of job: BatchJob, at now: Date) async throws -> [ImageUse] {
        let images = try job.images().filter { ImageReference($0) != nil }
        guard !images.isEmpty else { return [] }
        var start = ImageUse.Start(ofJob: job.status, startedAt: job.startedAt, at: now)
        if let children = job.children {
            for child in try await unfinished(children) {
                start = start.latest(ImageUse.Start(ofJob: child.status, startedAt: child.startedAt, at: now))
            }
        }
        return images.compactMap {
            ImageUse(image: $0, isRunning: true, start: start, user: "Batch job \(job.jobArn ?? job.jobId)")
        }
    }
}
