#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What an operation may know of the call that it answers, beside the request's body.
struct CallContext {
    /// The registry's time.
    var now: Date
    /// Items of a batch that fail by request.
    var itemFailures: [ItemFailure] = []
}

extension Registry {
    /// Carries out one operation and returns the answer's body.
    ///
    /// - Throws: ``ServiceError``; then nothing has changed.
    mutating func perform(_ operation: Operation, body: Data, context: CallContext) throws -> Data {
        switch (service, operation.name) {
        case (_, "DescribeRepositories"): try describeRepositories(Message.decode(from: body))
        case (_, "DescribeImages"): try describeImages(Message.decode(from: body))
        case (_, "BatchDeleteImage"): try batchDeleteImage(Message.decode(from: body), context)
        case (_, "ListTagsForResource"): try listTagsForResource(Message.decode(from: body))
        case (_, "PutImage"): try putImage(Message.decode(from: body), context)
        case (.ecr, "ListImages"): try listImages(Message.decode(from: body))
        case (.ecr, "BatchGetImage"): try batchGetImage(Message.decode(from: body), context)
        case (.ecr, "UpdateImageStorageClass"): try updateImageStorageClass(Message.decode(from: body), context)
        case (.ecr, "ListPullTimeUpdateExclusions"): try listPullTimeUpdateExclusions(Message.decode(from: body))
        default: throw ServiceError(code: "UnknownOperationException", message: "Unknown operation \(operation.name)")
        }
    }
}
