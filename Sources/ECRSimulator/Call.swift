import Essentials
import HTTPTypes

/// A request with its caller and its destination.
struct Call {
    let request: ServiceRequest
    let head: HTTPRequest
    let id: UInt64
    let caller: Caller
    let location: Location
}

extension Call {
    /// The work of a decoded request; returns the answer's body.
    typealias Work = (inout SimulatedRegistry.State, CallContext) throws -> Data

    /// Reads the request's body, as far as possible without a lock.
    ///
    /// - Throws: ``ServiceError``.
    func work(roles: [RoleEntry]) throws -> Work {
        switch request.operation.service {
        case .ecr: try work(on: .ecr(location), .ecr)
        case .ecrPublic: try work(on: .ecrPublic(caller.account), .ecrPublic)
        case .sts: { state, context in try state.performSTS(request, roles: roles, context: context) }
        default:
            { [head] state, context in
                try (state.workloads[location] ?? Workloads(at: location)).perform(
                    request, to: head.authority ?? "", requestID: context.requestID)
            }
        }
    }

    private func work(on address: RegistryAddress, _ kind: RegistryKind) throws -> Work {
        let work = try Registry.work(of: request.operation, in: kind, body: request.body)
        return { state, context in
            let answer = try state.withRegistry(address) { try work(&$0, context) }
            state.replicateDeletions(from: address)
            return answer
        }
    }
}

extension Fault.Kind {
    /// The error that replaces the operation.
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
