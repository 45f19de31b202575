import Foundation
import HTTPTransport
import Testing

@testable import LambdaRuntime

@Suite("The order of the runtime's calls")
struct InvocationLoopTests {
    typealias Event = InvocationLoop.Event
    typealias Action = InvocationLoop.Action

    static let invocation = Invocation(requestID: "id-1", event: Data("{}".utf8))
    static let response = Data("done".utf8)
    static let failure = LambdaFunctionError(type: .unhandled, message: "no")
    static let lost = TransportError(.connectionLost, host: "127.0.0.1", message: "reset")

    /// Events that lead into each state.
    static let toWaiting: [Event] = []
    static let toHandling: [Event] = [.received(invocation)]
    static let toAnswering: [Event] = [.received(invocation), .handled(.success(response))]

    private func lastAction(_ events: [Event]) -> Action {
        var loop = InvocationLoop()
        return events.reduce(InvocationLoop.start) { _, event in loop.advance(after: event) }
    }

    @Test("One invocation after the other: next, handle, answer, next")
    func cycle() {
        var loop = InvocationLoop()
        #expect(InvocationLoop.start == .requestNext)
        for number in 1...3 {
            let invocation = Invocation(requestID: "id-\(number)", event: Data("\(number)".utf8))
            #expect(loop.advance(after: .received(invocation)) == .handle(invocation))
            let answer = Action.sendResponse(Self.response, requestID: "id-\(number)")
            #expect(loop.advance(after: .handled(.success(Self.response))) == answer)
            #expect(loop.advance(after: .answered) == .requestNext)
        }
    }

    @Test("A handler's error is reported for its invocation, and the loop goes on")
    func handlerError() {
        var loop = InvocationLoop()
        _ = loop.advance(after: .received(Self.invocation))
        #expect(loop.advance(after: .handled(.failure(Self.failure))) == .sendError(Self.failure, requestID: "id-1"))
        #expect(loop.advance(after: .answered) == .requestNext)
    }

    @Test("A response of exactly the limit is sent")
    func largestResponse() {
        let body = Data(count: 6_291_556)
        #expect(lastAction(Self.toHandling + [.handled(.success(body))]) == .sendResponse(body, requestID: "id-1"))
    }

    @Test("A response of one byte more becomes an error, since no error is taken once Lambda has refused it")
    func tooLargeResponse() {
        let error = LambdaFunctionError(
            type: .responseTooLarge, message: "the response has 6291557 bytes, and Lambda takes 6291556 at most")
        let action = lastAction(Self.toHandling + [.handled(.success(Data(count: 6_291_557)))])
        #expect(action == .sendError(error, requestID: "id-1"))
    }

    @Test(
        "An answer that is refused is given up, and the next invocation asked for",
        arguments: [413, 400, 403, 410, 404, 429, 200, 302], [RuntimeAPIError.Call.response, .error])
    func refusedAnswer(status: Int, call: RuntimeAPIError.Call) {
        let error = RuntimeAPIError(call, .status(status, body: ""))
        #expect(lastAction(Self.toAnswering + [.failed(error)]) == .requestNext)
    }

    @Test(
        "An answer that meets a broken environment ends the process, and is not repeated",
        arguments: [
            RuntimeAPIError.Failure.status(500, body: ""), .status(502, body: ""), .status(503, body: ""),
            .noResponse(lost),
        ], [RuntimeAPIError.Call.response, .error])
    func brokenEnvironment(failure: RuntimeAPIError.Failure, call: RuntimeAPIError.Call) {
        #expect(lastAction(Self.toAnswering + [.failed(RuntimeAPIError(call, failure))]) == .exit(.failure))
    }

    @Test(
        "Without an invocation from next the process ends",
        arguments: [
            RuntimeAPIError.Failure.status(202, body: ""), .status(400, body: ""), .status(403, body: ""),
            .status(410, body: ""), .status(413, body: ""), .status(500, body: ""), .noResponse(lost),
            .unusableRequestID(nil),
        ])
    func noInvocation(failure: RuntimeAPIError.Failure) {
        #expect(lastAction([.failed(RuntimeAPIError(.next, failure))]) == .exit(.failure))
    }

    @Test("Cancellation ends the loop in order, whatever it is at", arguments: [toWaiting, toHandling, toAnswering])
    func cancellation(before: [Event]) {
        #expect(lastAction(before + [.cancelled]) == .exit(.success))
    }

    @Test(
        "An event that can't be ends the loop",
        arguments: [
            toWaiting + [.answered], toWaiting + [.handled(.success(response))], toHandling + [.answered],
            toHandling + [.received(invocation)], toAnswering + [.received(invocation)],
            toAnswering + [.handled(.success(response))],
        ])
    func impossibleEvents(events: [Event]) {
        #expect(lastAction(events) == .exit(.failure))
    }

    @Test("Nothing follows the end", arguments: [Event.received(invocation), .answered, .cancelled])
    func afterTheEnd(event: Event) {
        #expect(lastAction([.failed(RuntimeAPIError(.next, .status(500, body: ""))), event]) == .exit(.failure))
    }
}
