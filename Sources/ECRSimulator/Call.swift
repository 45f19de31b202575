import HTTPTypes

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A request on its way: who sends it, and to where.
struct Call {
    let request: ServiceRequest
    let head: HTTPRequest
    let id: UInt64
    let caller: Caller
    let location: Location
}

extension SimulatedRegistry.State {
    /// Carries out one operation of any service.
    mutating func perform(_ call: Call, roles: [RoleEntry], context: CallContext) throws -> Data {
        let request = call.request
        switch request.operation.service {
        case .ecr:
            return try withRegistry(.ecr(call.location)) {
                try $0.perform(request.operation, body: request.body, context: context)
            }
        case .ecrPublic:
            return try withRegistry(.ecrPublic(call.caller.account)) {
                try $0.perform(request.operation, body: request.body, context: context)
            }
        case .sts: return try performSTS(request, roles: roles, context: context)
        case .ecs, .lambda, .inspector2, .batch:
            return try (workloads[call.location] ?? Workloads(at: call.location)).perform(request)
        }
    }
}

extension Fault.Kind {
    /// The error that is answered in the place of the operation.
    func errorBeforeEffect(_ call: Call) -> ServiceError? {
        let operation = call.request.operation
        return switch self {
        case .throttling: operation.service.throttling
        case .expiredToken: .expiredToken
        case .accessDenied: .accessDenied(operation, caller: call.caller.arn)
        case .serverError(let status, _, takesEffect: false): operation.service.serverError(status)
        default: nil
        }
    }
}

extension ServiceError {
    static let expiredToken = ServiceError(
        code: "ExpiredTokenException", message: "The security token included in the request is expired")

    static func unknownOperation(_ head: HTTPRequest) -> ServiceError {
        let target = HTTPField.Name("X-Amz-Target").flatMap { head.headerFields[$0] }
        return ServiceError(
            code: "UnknownOperationException",
            message: "There is no operation '\(target ?? "\(head.method) \(head.path ?? "/")")'")
    }
}
