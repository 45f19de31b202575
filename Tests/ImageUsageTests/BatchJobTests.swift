import AWSClient
import ECRSimulator
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import ImageUsage
import TestSupport
import Testing

@Suite("What Batch's jobs use")
struct BatchJobTests {
    private static let image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:one"

    private static func job(
        _ id: String, _ status: String = "RUNNING", startedAt: Date? = nil, count: Int = 1,
        _ more: [String: Document] = ["container": ["image": "ecr:app:one"]]
    ) -> Document {
        var members: [String: Document] = [
            "jobId": .string(id), "jobArn": .string("arn:\(id)"), "jobName": "j", "jobQueue": "queue",
            "jobDefinition": "gone:1", "status": .string(status), "count": .number(Double(count)),
            "startedAt": .number((startedAt?.timeIntervalSince1970 ?? 0) * 1_000),
        ]
        members.merge(more) { $1 }
        return .object(members)
    }

    private func stage(
        _ jobs: [Document], queues: Int = 1, faults: [Fault] = [], statistics: CallStatistics = CallStatistics()
    ) async throws -> [ImageUse] {
        var workloads = WorkloadsEntry()
        workloads.jobQueues = [
            ["jobQueueName": "queue", "jobQueueArn": "arn:queue"],
            ["jobQueueName": "training", "jobQueueArn": "arn:training", "jobQueueType": "SAGEMAKER_TRAINING"],
            ["jobQueueName": "queue-{n}", "jobQueueArn": "arn:queue-{n}", "count": .number(Double(queues - 1))],
        ]
        workloads.jobs = jobs
        let registry = try SimulatedRegistry.running(workloads, images: ["one"], faults: faults)
        let transport = SimulatorTransport(to: registry)
        return try await BatchUsageSource(client: .forTests(.batch, transport), now: { present })
            .explainedAnswer(in: CallContext(statistics: statistics)).uses
    }

    @Test(
        "counts from its start, by its state",
        arguments: [
            ("SUBMITTED", nil, .pending), ("PENDING", nil, .pending), ("RUNNABLE", nil, .pending),
            ("STARTING", nil, .at(present)), ("RUNNING", 60, .at(present.addingTimeInterval(-60))),
            ("RUNNING", nil, .unknown), ("SUCCEEDED", 60, nil), ("FAILED", nil, nil),
            // Before there was ECR, and an hour ahead.
            ("RUNNING", 20 * 365 * 86_400, .unknown), ("RUNNING", -3_600, .unknown),
        ] as [(String, Double?, ImageUse.Start?)])
    func states(status: String, seconds: Double?, start: ImageUse.Start?) async throws {
        let uses = try await stage([Self.job("a", status, startedAt: seconds.map { present.addingTimeInterval(-$0) })])
        #expect(uses.map(\.start) == (start == nil ? [] : [start]))
        #expect(uses.allSatisfy { $0.isRunning && $0.user == "Batch job arn:a" && $0.reference.tag == "one" })
    }

    @Test(
        "is in every place where a job may name an image",
        arguments: [
            ["ecsProperties": ["taskProperties": [["containers": [["image": "busybox"], ["image": "ecr:app:one"]]]]]],
            ["eksProperties": ["podProperties": ["containers": [["image": "ecr:app:one"]]]]],
            ["eksProperties": ["podProperties": ["initContainers": [["image": "ecr:app:one"]]]]],
            ["nodeProperties": ["nodeRangeProperties": [["container": ["image": "ecr:app:one"]]]]],
            [
                "nodeProperties": [
                    "nodeRangeProperties": [
                        ["ecsProperties": ["taskProperties": [["containers": [["image": "ecr:app:one"]]]]]]
                    ]
                ]
            ],
        ] as [[String: Document]])
    func places(members: [String: Document]) async throws {
        #expect(try await stage([Self.job("a", startedAt: present, members)]).map(\.reference.tag) == ["one"])
    }

    @Test("counts from the last start among the jobs of an array, or of several nodes", arguments: [":", "#"])
    func children(separator: String) async throws {
        let early = present.addingTimeInterval(-600)
        let late = present.addingTimeInterval(-60)
        var parent: [String: Document] = [
            "container": ["image": "ecr:app:one"], "arrayProperties": ["size": .number(3)],
        ]
        if separator == "#" {
            parent = ["nodeProperties": ["nodeRangeProperties": [["container": ["image": "ecr:app:one"]]]]]
        }
        let uses = try await stage([
            Self.job("a", separator == ":" ? "PENDING" : "RUNNING", startedAt: separator == ":" ? nil : early, parent),
            Self.job("a\(separator)0", startedAt: early), Self.job("a\(separator)1", startedAt: late),
            Self.job("a\(separator)2", "RUNNABLE"), Self.job("b", "SUCCEEDED"),
        ])
        #expect(uses.map(\.user) == ["Batch job arn:a"])
        #expect(uses.map(\.start) == [.at(late)])
    }

    @Test("is asked for by queue and state, and a hundred jobs at a time")
    func callCount() async throws {
        let statistics = CallStatistics()
        let jobs = [Self.job("job-{n}", count: 250)]
        let uses = try await stage(jobs, queues: 2, statistics: statistics)
        #expect(Set(uses.map(\.user)).count == 250)
        #expect(
            statistics.snapshot.calls
                == ["DescribeJobQueues": 1, "ListJobs": 14, "DescribeJobs": 3, "DescribeJobDefinitions": 1])
    }

    @Test("is an error where it can't be read to its end", arguments: [1, 2])
    func failures(call: Int) async throws {
        let jobs = [Self.job("job-{n}", "RUNNABLE", count: 150)]
        for operation in ["batch:DescribeJobQueues", "batch:ListJobs", "batch:DescribeJobs"] as [ECRSimulator.Operation]
        {
            for kind in [Fault.Kind.accessDenied, .throttling, .truncatedBody] {
                let error = try await failure {
                    try await stage(jobs, queues: 150, faults: [Fault(kind, of: operation, firstCall: call)])
                }
                #expect(error.operation == "\(operation)", "\(kind)")
                #expect(error.message.contains("needs this statement") == (kind == .accessDenied))
            }
        }
    }

    @Test("is an error where the answer does not mention a job")
    func unmentioned() async throws {
        let transport = StubTransport { request, _ in
            let path = request.head.path ?? ""
            let answer =
                path.hasSuffix("listjobs")
                ? #"{"jobSummaryList":[{"jobId":"a"}]}"# : #"{"jobQueues":[{"jobQueueArn":"q"}],"jobs":[]}"#
            return TransportResponse(.ok, text: answer)
        }
        let error = try await failure {
            try await BatchUsageSource(client: .forTests(.batch, transport), now: { present }).uses(in: CallContext())
        }
        #expect(error.code == .malformedResponse && error.message.contains("the job a"))
    }
}
