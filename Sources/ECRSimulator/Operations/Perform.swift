#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What an operation may know of the call that it answers, beside the request itself.
struct CallContext {
    /// The registry's time.
    var now: Date
    /// Who calls.
    var caller: Caller
    /// The request's id.
    var requestID: String
    /// Items of a batch that fail by request.
    var itemFailures: [ItemFailure] = []
}

extension ServiceError {
    static func unknownOperation(_ name: String) -> ServiceError {
        ServiceError(code: "UnknownOperationException", message: "Unknown operation \(name)")
    }
}

extension Registry {
    /// Carries out one operation and returns the answer's body.
    ///
    /// - Throws: ``ServiceError``; then nothing has changed.
    mutating func perform(_ operation: Operation, body: Data, context: CallContext) throws -> Data {
        switch (kind, operation.name) {
        case (_, "DescribeRepositories"): try describeRepositories(Message.decode(from: body))
        case (_, "DescribeImages"): try describeImages(Message.decode(from: body))
        case (_, "BatchDeleteImage"): try batchDeleteImage(Message.decode(from: body), context)
        case (_, "ListTagsForResource"): try listTagsForResource(Message.decode(from: body))
        case (_, "PutImage"): try putImage(Message.decode(from: body), context)
        case (.ecr, "ListImages"): try listImages(Message.decode(from: body))
        case (.ecr, "BatchGetImage"): try batchGetImage(Message.decode(from: body), context)
        case (.ecr, "UpdateImageStorageClass"): try updateImageStorageClass(Message.decode(from: body), context)
        case (.ecr, "ListPullTimeUpdateExclusions"): try listPullTimeUpdateExclusions(Message.decode(from: body))
        default: throw ServiceError.unknownOperation(operation.name)
        }
    }
}

extension Workloads {
    /// Carries out one operation and returns the answer's body.
    ///
    /// - Throws: ``ServiceError``.
    func perform(_ request: ServiceRequest) throws -> Data {
        switch request.operation.service {
        case .ecs: try ecs.perform(request.operation.name, request.body)
        case .lambda: try lambda.perform(request)
        case .inspector2: try inspector.perform(request.operation.name, request.body)
        case .batch: try batch.perform(request.operation.name, request.body)
        case .ecr, .ecrPublic, .sts: throw ServiceError.unknownOperation(request.operation.name)
        }
    }
}
