import AWSClient

/// A client of the operations of EventBridge Pipes that show what pipes start.
///
/// - SeeAlso: [EventBridge Pipes API reference](https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/Welcome.html)
struct Pipes: ScheduleReader {
    let client: AWSClient

    /// Reads all pipes, stopped ones too.
    ///
    /// A listing shows each pipe's target, so only those that run ECS tasks take a call of their own.
    func pins() async throws -> [Pins] {
        let pipes = try await unlessUnknown {
            try await PageSequence(operation: "pipes:\(ListPipes.operation)") { token in
                let answer = try await client.call(ListPipes(nextToken: token))
                return (answer.pipes, answer.nextToken)
            }.all(identifiedBy: \.arn)
        }
        return try await pipes.filter { ECSTarget.isOfECS($0.target) }.concurrentMap(width: Self.width) { pipe in
            var pins = Pins("EventBridge pipe", pipe.arn, state: pipe.desiredState ?? pipe.state)
            let answer = try await unlessGone("NotFoundException") {
                try await client.call(DescribePipe(name: pipe.name))
            }
            guard let answer else { return pins }
            try pins.add(
                taskOf: answer.target ?? pipe.target, answer.targetParameters?.ecsTask,
                from: "pipes:\(DescribePipe.operation)")
            return pins
        }
    }
}

/// The request `GET /v1/pipes`.
private struct ListPipes: AWSRESTRequest {
    static let operation = "ListPipes"

    let nextToken: String?

    let path = ["v1", "pipes"]

    var query: [(name: String, value: String)] {
        [("Limit", "\(Pipes.maximumPageSize)")] + (nextToken.map { [("NextToken", $0)] } ?? [])
    }

    struct Response: Decodable {
        struct Pipe: Decodable {
            let arn: String
            let name: String
            let target: String?
            /// `RUNNING`, `STOPPED` or `DELETED`.
            let desiredState: String?
            let state: String?

            private enum CodingKeys: String, CodingKey {
                case arn = "Arn", name = "Name", target = "Target", desiredState = "DesiredState"
                case state = "CurrentState"
            }
        }

        let pipes: [Pipe]
        let nextToken: String?

        private enum CodingKeys: String, CodingKey { case pipes = "Pipes", nextToken = "NextToken" }
    }
}

/// The request `GET /v1/pipes/NAME` for a pipe's target.
private struct DescribePipe: AWSRESTRequest {
    static let operation = "DescribePipe"

    let name: String

    var path: [String] { ["v1", "pipes", name] }

    struct Response: Decodable {
        struct TargetParameters: Decodable {
            let ecsTask: ECSParameters?

            private enum CodingKeys: String, CodingKey { case ecsTask = "EcsTaskParameters" }
        }

        let target: String?
        let targetParameters: TargetParameters?

        private enum CodingKeys: String, CodingKey { case target = "Target", targetParameters = "TargetParameters" }
    }
}
