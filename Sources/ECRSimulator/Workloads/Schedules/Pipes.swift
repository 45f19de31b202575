import Essentials
import HTTPTypes

/// EventBridge Pipes in one account and region.
struct Pipes: Sendable {
    static let traits = ServiceTraits(
        wireProtocol: .restJSON,
        throttling: ServiceError(status: 429, code: "ThrottlingException", message: "Rate exceeded"),
        serverErrorCode: "InternalException", invalidParameterCode: "ValidationException",
        routes: [
            Route(.get, "/v1/pipes", "pipes:ListPipes"), Route(.get, "/v1/pipes/{Name}", "pipes:DescribePipe"),
        ])

    let location: Location
    var pipes: [PipeMessage] = []

    /// Creates a service without pipes.
    init(_ location: Location) { self.location = location }

    /// Performs one operation.
    func perform(_ request: ServiceRequest) throws -> Data {
        switch request.operation.name {
        case "ListPipes": try listPipes(request)
        case "DescribePipe": try describePipe(request)
        default: throw ServiceError.unknownOperation(request.operation.name)
        }
    }
}

// The members have capitals, as in the service's model.

/// Pipes' description of a pipe.
///
/// A listing leaves out the parameters.
struct PipeMessage: Encodable, Sendable {
    struct TargetParameters: Encodable, Sendable {
        struct ECSParameters: Encodable, Sendable { var TaskDefinitionArn: String }

        var EcsTaskParameters: ECSParameters?
    }

    var Name: String
    var Arn: String
    var DesiredState: String
    var CurrentState: String
    var Source: String
    var Target: String
    var TargetParameters: TargetParameters?
}

extension Pipes {
    private struct Listing: Encodable {
        var Pipes: [PipeMessage]
        var NextToken: String?
    }

    private func listPipes(_ request: ServiceRequest) throws -> Data {
        let limit = try Constraint.maxResults(request.number("Limit"), in: 1...100)
        let page = try Paging(listing: "ListPipes", limit: limit, token: request.parameters["NextToken"])
            .page(of: pipes) { $0.Name }
        let listed = page.items.map { pipe in
            var pipe = pipe
            pipe.TargetParameters = nil
            return pipe
        }
        return try Message.encode(Listing(Pipes: listed, NextToken: page.nextToken))
    }

    private func describePipe(_ request: ServiceRequest) throws -> Data {
        let name = request.parameters["Name"] ?? ""
        guard let pipe = pipes.first(where: { $0.Name == name }) else {
            throw ServiceError(
                status: 404, code: "NotFoundException", message: "Pipe \(name) does not exist.")
        }
        return try Message.encode(pipe)
    }
}

extension WorkloadBuilder {
    /// Builds pipes.
    ///
    /// - Throws: ``RegistryFileError``.
    func pipes(_ entries: [PipeEntry], path: String) throws -> [PipeMessage] {
        try resources(entries, \.count, \.Arn, path) { entry, number in
            let name = entry.name.numbered(number, of: entry.count)
            return PipeMessage(
                Name: name, Arn: location.arn("pipes", "pipe/\(name)"), DesiredState: entry.state,
                CurrentState: entry.state, Source: location.arn("sqs", "work"), Target: target(entry.taskDefinition),
                TargetParameters: entry.taskDefinition.map {
                    .init(EcsTaskParameters: .init(TaskDefinitionArn: taskDefinitionARN($0, number)))
                })
        }
    }
}
