public import HTTPTypes
import Synchronization

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension SimulatedRegistry {
    /// Answers one request.
    ///
    /// Requests below `/_simulator/` are for the simulator itself, all others for AWS's API. A fault's latency is in the
    /// answer and not waited for here: what the request does, it does at once.
    public func answer(to head: HTTPRequest, body: Data) -> SimulatedAnswer {
        if let path = head.path, path.hasPrefix(Self.controlPrefix) {
            return control(head.method, String(path.dropFirst(Self.controlPrefix.count)), body)
        }
        let id = state.withLock { state in
            state.requests += 1
            return state.requests
        }
        let target = HTTPField.Name("X-Amz-Target").flatMap { head.headerFields[$0] } ?? ""
        guard head.method == .post, let operation = Operation(target: target) else {
            return answer(
                ServiceError(code: "UnknownOperationException", message: "There is no operation '\(target)'"), id)
        }
        let (call, outcome) = state.withLock { state in
            let call = (state.calls[operation] ?? 0) + 1
            state.calls[operation] = call
            return (call, state.faults.outcome(of: operation, call: call))
        }
        runHooks(.before, operation, call)
        defer { runHooks(.after, operation, call) }
        return answer(to: operation, head, body, id, outcome)
    }

    private func answer(
        to operation: Operation, _ head: HTTPRequest, _ body: Data, _ id: UInt64, _ outcome: FaultOutcome
    ) -> SimulatedAnswer {
        var answer: SimulatedAnswer
        if let ending = outcome.ending, let error = ending.errorBeforeEffect {
            answer = self.answer(error, id)
        } else if outcome.ending == .connectionCut(afterEffect: false) {
            answer = SimulatedAnswer(head: HTTPResponse(status: .ok))
        } else {
            answer = perform(operation, head, body, id, outcome)
        }
        answer.delay = outcome.latency
        switch outcome.ending {
        case .connectionCut: answer.delivery = .none
        case .truncatedBody: answer.delivery = .truncated(bodyBytes: answer.body.count / 2)
        case .serverError(let status, let hasJSONBody, let takesEffect):
            if takesEffect { answer = self.answer(.serverError(status), id, delay: outcome.latency) }
            if !hasJSONBody { answer = answer.withProxyBody(status: status) }
        default: break
        }
        return answer
    }

    /// Lets the operation take effect, if the request is signed as it must be.
    private func perform(
        _ operation: Operation, _ head: HTTPRequest, _ body: Data, _ id: UInt64, _ outcome: FaultOutcome
    ) -> SimulatedAnswer {
        do {
            let now = self.now
            if case .signatures(let credentials) = authentication {
                let region = operation.service == .ecr ? file.region : "us-east-1"
                try SignatureCheck(credentials: credentials, region: region, service: operation.service, now: now)
                    .verify(head, body)
            }
            let context = CallContext(now: now, itemFailures: outcome.itemFailures)
            let json = try state.withLock { state in
                try state.withRegistry(operation.service) { registry in
                    try registry.perform(operation, body: body, context: context)
                }
            }
            return answer(status: 200, json, id)
        } catch let error as ServiceError {
            return answer(error, id)
        } catch {
            return answer(ServiceError(status: 500, code: "ServerException", message: "\(error)"), id)
        }
    }
}

extension Fault.Kind {
    /// The error that is answered in the place of the operation.
    fileprivate var errorBeforeEffect: ServiceError? {
        switch self {
        case .throttling: ServiceError(code: "ThrottlingException", message: "Rate exceeded")
        case .expiredToken:
            ServiceError(
                code: "ExpiredTokenException", message: "The security token included in the request is expired")
        case .serverError(let status, _, takesEffect: false): .serverError(status)
        default: nil
        }
    }
}

extension ServiceError {
    fileprivate static func serverError(_ status: Int) -> ServiceError {
        ServiceError(
            status: status, code: status == 503 ? "ServiceUnavailableException" : "ServerException",
            message: "Failed on request of the simulator's user")
    }
}
