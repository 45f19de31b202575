import Essentials
import Formats

/// AWS Step Functions in one account and region.
struct StepFunctions: Sendable {
    static let traits = ServiceTraits(
        wireProtocol: .awsJSON, targetPrefix: "AWSStepFunctions", serverErrorCode: "InternalFailure",
        invalidParameterCode: "ValidationException")

    let location: Location
    var stateMachines: [StateMachineMessage] = []

    /// Creates a service without state machines.
    init(_ location: Location) { self.location = location }

    /// Performs one operation.
    func perform(_ operation: String, _ body: Data) throws -> Data {
        switch operation {
        case "ListStateMachines": try listStateMachines(Message.decode(from: body))
        case "DescribeStateMachine": try describeStateMachine(Message.decode(from: body))
        default: throw ServiceError.unknownOperation(operation)
        }
    }
}

/// Step Functions' description of a state machine.
///
/// A listing leaves out the definition and the role.
struct StateMachineMessage: Encodable, Sendable {
    var stateMachineArn: String
    var name: String
    var type = "STANDARD"
    var creationDate: Date
    var definition: String?
    var roleArn: String?
}

struct ListStateMachinesRequest: Decodable {
    var maxResults: Int?
    var nextToken: String?
}

struct ListStateMachinesResponse: Encodable {
    var stateMachines: [StateMachineMessage]
    var nextToken: String?
}

struct DescribeStateMachineRequest: Decodable { var stateMachineArn: String }

extension StepFunctions {
    func listStateMachines(_ request: ListStateMachinesRequest) throws -> Data {
        let page = try Paging(
            listing: "ListStateMachines", limit: try Constraint.maxResults(request.maxResults, in: 1...1000),
            token: request.nextToken
        ).page(of: stateMachines) { $0.stateMachineArn }
        let listed = page.items.map { machine in
            var machine = machine
            (machine.definition, machine.roleArn) = (nil, nil)
            return machine
        }
        return try Message.encode(ListStateMachinesResponse(stateMachines: listed, nextToken: page.nextToken))
    }

    func describeStateMachine(_ request: DescribeStateMachineRequest) throws -> Data {
        guard let machine = stateMachines.first(where: { $0.stateMachineArn == request.stateMachineArn }) else {
            throw ServiceError(
                code: "StateMachineDoesNotExist",
                message: "State Machine Does Not Exist: '\(request.stateMachineArn)'")
        }
        return try Message.encode(machine)
    }
}

extension WorkloadBuilder {
    /// Builds state machines.
    ///
    /// - Throws: ``RegistryFileError``.
    func stateMachines(_ entries: [StateMachineEntry], path: String) throws -> [StateMachineMessage] {
        try resources(entries, \.count, \.stateMachineArn, path) { entry, number in
            let name = entry.name.numbered(number, of: entry.count)
            return StateMachineMessage(
                stateMachineArn: location.arn("states", "stateMachine:\(name)"), name: name,
                creationDate: start.addingTimeInterval(-86_400),
                definition: entry.definition?.numbered(number)
                    ?? definition(entry.taskDefinition.map { taskDefinitionARN($0, number) }),
                roleArn: "arn:\(location.partition):iam::\(location.account):role/states")
        }
    }

    /// A definition of one state, which runs a task or passes.
    private func definition(_ taskDefinition: String?) -> String {
        let state =
            taskDefinition.map { arn in
                let resource = "arn:\(location.partition):states:::ecs:runTask.sync"
                return
                    #"{"Type":"Task","Resource":"\#(resource)","Parameters":{"TaskDefinition":"\#(arn)"},"End":true}"#
            } ?? #"{"Type":"Succeed"}"#
        return #"{"StartAt":"Only","States":{"Only":\#(state)}}"#
    }
}
