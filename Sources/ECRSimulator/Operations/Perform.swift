import Essentials

/// An operation's information about its call, besides the request.
struct CallContext {
    /// The registry's time.
    var now: Date
    /// The caller.
    var caller: Caller
    /// The request's id.
    var requestID: String
    /// The items of a batch that must fail.
    var itemFailures: [ItemFailure] = []
}

extension ServiceError {
    static func unknownOperation(_ name: String) -> ServiceError {
        ServiceError(code: "UnknownOperationException", message: "Unknown operation \(name)")
    }

    /// An operation that a service in the query protocol does not have.
    static func unknownQueryOperation(_ operation: Operation) -> ServiceError {
        ServiceError(
            code: "InvalidAction",
            message: "Could not find operation \(operation.name) for version \(operation.service.traits.version ?? "")")
    }
}

extension Registry {
    /// The work of a decoded request; returns the answer's body.
    ///
    /// It throws ``ServiceError``, and then changes nothing.
    typealias Work = (inout Registry, CallContext) throws -> Data

    /// Reads a request's body, without access to the registry.
    ///
    /// Others may change the registry meanwhile.
    ///
    /// - Throws: ``ServiceError``.
    static func work(of operation: Operation, in kind: RegistryKind, body: Data) throws -> Work {
        switch (kind, operation.name) {
        case (_, "DescribeRepositories"): try reading(body) { try $0.describeRepositories($1) }
        case (_, "DescribeImages"): try reading(body) { try $0.describeImages($1) }
        case (_, "BatchDeleteImage"): try reading(body) { try $0.batchDeleteImage($1, $2) }
        case (_, "ListTagsForResource"): try reading(body) { try $0.listTagsForResource($1) }
        case (_, "PutImage"): try reading(body) { try $0.putImage($1, $2) }
        case (.ecr, "DescribeRegistry"): { registry, _ in try registry.describeRegistry() }
        case (.ecr, "GetRegistryScanningConfiguration"): { registry, _ in try registry.registryScanningConfiguration() }
        case (.ecr, "ListImages"): try reading(body) { try $0.listImages($1) }
        case (.ecr, "BatchGetImage"): try reading(body) { try $0.batchGetImage($1, $2) }
        case (.ecr, "UpdateImageStorageClass"): try reading(body) { try $0.updateImageStorageClass($1, $2) }
        case (.ecr, "GetLifecyclePolicy"): try reading(body) { try $0.lifecyclePolicy($1) }
        case (.ecr, "StartLifecyclePolicyPreview"): try reading(body) { try $0.startLifecyclePolicyPreview($1, $2) }
        case (.ecr, "GetLifecyclePolicyPreview"): try reading(body) { try $0.lifecyclePolicyPreview($1) }
        case (.ecr, "ListPullTimeUpdateExclusions"): try reading(body) { try $0.listPullTimeUpdateExclusions($1) }
        default: throw ServiceError.unknownOperation(operation.name)
        }
    }

    private static func reading<Request: Decodable>(
        _ body: Data, _ perform: @escaping (inout Registry, Request) throws -> Data
    ) throws -> Work {
        try reading(body) { (registry: inout Registry, request: Request, _: CallContext) in
            try perform(&registry, request)
        }
    }

    private static func reading<Request: Decodable>(
        _ body: Data, _ perform: @escaping (inout Registry, Request, CallContext) throws -> Data
    ) throws -> Work {
        let request = try Message.decode(Request.self, from: body)
        return { registry, context in try perform(&registry, request, context) }
    }
}

extension Workloads {
    /// Performs one operation, and returns the answer's body.
    ///
    /// - Parameter authority: the host and port that the request was sent to.
    /// - Throws: ``ServiceError``.
    func perform(_ request: ServiceRequest, to authority: String, requestID: String) throws -> Data {
        switch request.operation.service {
        case .ecs: try ecs.perform(request.operation.name, request.body)
        case .lambda: try lambda.perform(request)
        case .inspector2: try inspector.perform(request.operation.name, request.body)
        case .batch: try batch.perform(request.operation.name, request.body)
        case .eks: try eks.perform(request, to: authority)
        case .events: try events.perform(request.operation.name, request.body)
        case .scheduler: try scheduler.perform(request)
        case .pipes: try pipes.perform(request)
        case .states: try states.perform(request.operation.name, request.body)
        case .cloudformation:
            try CloudFormation(stacks: documents[.cloudformation]?.collections["stacks"] ?? [])
                .perform(request, requestID: requestID)
        case let service: try (documents[service] ?? DocumentService(of: service)).perform(request)
        }
    }
}
