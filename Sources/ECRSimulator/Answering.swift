import AWSClient
public import Essentials
public import HTTPTypes
import Synchronization

extension SimulatedRegistry {
    /// Answers one request.
    ///
    /// Requests below `/_simulator/` are for the simulator, all others for AWS's APIs. The request takes effect at
    /// once: a fault's latency is part of the answer, and not awaited here.
    public func answer(to head: HTTPRequest, body: Data) -> SimulatedAnswer {
        if let path = head.path, path.hasPrefix(Self.controlPrefix) {
            return control(head.method, String(path.dropFirst(Self.controlPrefix.count)), body)
        }
        let id = state.withLock { state in
            state.requests += 1
            return state.requests
        }
        guard let request = ServiceRequest(head, body) else {
            return answer(.unknownOperation(head), id, of: .ecr)
        }
        let operation = request.operation
        let authorization = head.headerFields[.authorization].flatMap { SigV4Signer.Authorization($0) }
        let now = self.now
        let (call, number, outcome) = state.withLock { state in
            let number = (state.calls[operation] ?? 0) + 1
            state.calls[operation] = number
            let caller = state.caller(
                authorization, home: Caller(principal: file.callerARN, account: file.registryID))
            let location =
                request.locationInPath ?? location(of: operation.service, account: caller.account, authorization)
            let call = Call(request: request, head: head, id: id, caller: caller, location: location)
            let outcome = state.faults.outcome(
                of: operation, at: location, call: number, now: now, limits: &state.limits)
            return (call, number, outcome)
        }
        runHooks(.before, operation, number)
        defer { runHooks(.after, operation, number) }
        return answer(to: call, outcome)
    }

    private func answer(to call: Call, _ outcome: FaultOutcome) -> SimulatedAnswer {
        let service = call.request.operation.service
        var answer: SimulatedAnswer
        if let ending = outcome.ending, let error = ending.errorBeforeEffect(call) {
            answer = self.answer(error, call.id, of: service)
        } else if outcome.ending == .connectionCut(afterEffect: false) {
            answer = SimulatedAnswer(head: HTTPResponse(status: .ok))
        } else {
            answer = perform(call, outcome)
        }
        switch outcome.ending {
        case .connectionCut: answer.delivery = .none
        case .truncatedBody: answer.delivery = .truncated(bodyBytes: answer.body.count / 2)
        case .serverError(let status, let hasJSONBody, let takesEffect):
            if takesEffect { answer = self.answer(service.serverError(status), call.id, of: service) }
            if !hasJSONBody { answer = answer.withProxyBody(status: status) }
        default: break
        }
        answer.delay = outcome.latency
        return answer
    }

    /// Performs the operation, if the request is signed correctly.
    private func perform(_ call: Call, _ outcome: FaultOutcome) -> SimulatedAnswer {
        let operation = call.request.operation
        do {
            let now = self.now
            try authenticate(call, now: now)
            let context = CallContext(
                now: now, caller: call.caller, requestID: Self.requestID(call.id),
                itemFailures: outcome.itemFailures)
            let work = try call.work(roles: file.roles)
            let body = try state.withLock { state in try work(&state, context) }
            return answer(status: 200, body, call.id, as: operation.service.wireProtocol)
        } catch let error as ServiceError {
            return answer(error, call.id, of: operation.service)
        } catch {
            return answer(
                ServiceError(status: 500, code: "ServerException", message: "\(error)"), call.id,
                of: operation.service)
        }
    }
}
