import AWSClient
import Formats

/// A client of the operations of Step Functions that show what state machines start.
///
/// - SeeAlso: [AWS Step Functions API reference](https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html)
struct StepFunctions: ScheduleReader {
    let client: AWSClient

    /// Reads the definitions of all state machines.
    func pins() async throws -> [Pins] {
        let machines = try await unlessUnknown {
            try await PageSequence(operation: "states:\(ListStateMachines.operation)") { token in
                let answer = try await client.call(ListStateMachines(nextToken: token))
                return (answer.stateMachines.map(\.stateMachineArn), answer.nextToken)
            }.all()
        }
        return try await machines.concurrentMap(width: Self.width) { arn in
            var pins = Pins("Step Functions state machine", arn)
            let definition = try await unlessGone("StateMachineDoesNotExist") {
                try await client.call(DescribeStateMachine(stateMachineArn: arn)).definition
            }
            guard let definition else { return pins }
            do {
                try pins.add(StateMachineNames(in: JSONValue(parsing: definition.utf8), of: arn))
            } catch let error as JSONSyntaxError {
                throw AWSError(
                    code: .malformedResponse, operation: "states:\(DescribeStateMachine.operation)",
                    message: "the definition of \(arn) is not JSON: \(error)")
            }
            return pins
        }
    }
}

extension Pins {
    fileprivate mutating func add(_ names: StateMachineNames) {
        definitions = names.definitions
        images = names.images
    }
}

/// A request in Step Functions' protocol, AWS JSON 1.0.
private protocol StepFunctionsRequest: AWSJSONRequest {}

extension StepFunctionsRequest {
    static var protocolVersion: String { "1.0" }
}

private struct ListStateMachines: StepFunctionsRequest, Encodable {
    static let operation = "ListStateMachines"

    /// The most state machines on one page.
    let maxResults = 1000
    let nextToken: String?

    struct Response: Decodable {
        struct StateMachine: Decodable { let stateMachineArn: String }

        let stateMachines: [StateMachine]
        let nextToken: String?
    }
}

private struct DescribeStateMachine: StepFunctionsRequest, Encodable {
    static let operation = "DescribeStateMachine"

    let stateMachineArn: String

    struct Response: Decodable { let definition: String }
}
