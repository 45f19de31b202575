import Foundation
import HTTPTransport
import HTTPTypes
import LambdaRuntime
import Logging
import TestSupport
import Testing

private struct OutOfPaper: Error, CustomStringConvertible {
    var description: String { "no \"paper\"\nleft" }
}

@Suite("The runtime loop")
struct LambdaRuntimeTests {
    @Test("Many invocations in one environment are answered one after the other")
    func manyInvocations() async {
        let answers = (1...200).flatMap { [Answer.invocation("id-\($0)", event: "{\"n\":\($0)}"), .accepted] }
        let transport = StubTransport(answers)
        let status = await LambdaRuntime(transport).run { ClosureHandler.echo }
        #expect(status == .failure)  // The script is over: the next call has no answer.
        let calls = (1...200).flatMap { ["GET /invocation/next", "POST /invocation/id-\($0)/response"] }
        #expect(transport.calls == calls + ["GET /invocation/next"])
        let bodies = transport.requests.filter { $0.head.method == .post }.map {
            String(decoding: $0.body, as: UTF8.self)
        }
        #expect(bodies == (1...200).map { "{\"n\":\($0)}" })
    }

    @Test("A handler gets what the header fields say, and a logger with the request id")
    func context() async throws {
        let fields = HTTPFields([
            "lambda-runtime-aws-request-id": "id-1", "lambda-runtime-deadline-ms": "1800000060000",
            "lambda-runtime-invoked-function-arn": "arn:f", "lambda-runtime-trace-id": "Root=1",
            "lambda-runtime-client-context": "{}", "lambda-runtime-cognito-identity": "[]",
            "lambda-runtime-aws-tenant-id": "t",
        ])
        let transport = StubTransport([.success(TransportResponse(.ok, headers: fields, text: "event")), .accepted])
        let contexts = Recorder<InvocationContext>()
        let logs = Recorder<String>()
        _ = await LambdaRuntime(transport, logs: logs).run {
            ClosureHandler { event, context in
                contexts.append(context)
                context.logger.info("at work")
                return event
            }
        }
        let context = try #require(contexts.elements.first)
        #expect(context.requestID == "id-1")
        #expect(context.deadline == testNow.addingTimeInterval(60))
        #expect(context.invokedFunctionARN == "arn:f")
        #expect(context.traceID == "Root=1")
        #expect(context.clientContext == "{}")
        #expect(context.cognitoIdentity == "[]")
        #expect(context.tenantID == "t")
        let line = try #require(logs.elements.first { $0.contains("at work") })
        #expect(line.contains(#""requestId":"id-1""#))
    }

    @Test("A handler's error is this invocation's alone")
    func handlerError() async throws {
        let transport = StubTransport([.invocation("id-1"), .accepted, .invocation("id-2"), .accepted])
        let logs = Recorder<String>()
        _ = await LambdaRuntime(transport, logs: logs).run {
            ClosureHandler { event, context in
                if context.requestID == "id-1" { throw OutOfPaper() }
                return event
            }
        }
        #expect(transport.calls[1] == "POST /invocation/id-1/error")
        #expect(transport.calls[3] == "POST /invocation/id-2/response")
        let report = try ErrorReport(transport.requests[1])
        #expect(report.errorMessage == "no \"paper\"\nleft")
        #expect(report.errorType == "Function.OutOfPaper")
        let line = try #require(logs.elements.first)
        #expect(line.contains(#""level":"ERROR""#))
        #expect(line.contains(#""requestId":"id-1""#))
    }

    @Test("An error that chose its type keeps it")
    func chosenType() async throws {
        let type = try #require(FunctionErrorType("Function.InvalidEvent"))
        let transport = StubTransport([.invocation("id-1"), .accepted])
        _ = await LambdaRuntime(transport).run {
            ClosureHandler { _, _ in throw LambdaFunctionError(type: type, message: "key") }
        }
        let field = transport.requests[1].head.headerFields.value("Lambda-Runtime-Function-Error-Type")
        #expect(field == "Function.InvalidEvent")
    }

    @Test(
        "A garbled or missing deadline is reported as its invocation's error, and the handler isn't called",
        arguments: ["soon", nil])
    func malformedDeadline(deadline: String?) async throws {
        var fields = HTTPFields(["Lambda-Runtime-Aws-Request-Id": "id-1"])
        if let deadline { fields.append(contentsOf: HTTPFields(["Lambda-Runtime-Deadline-Ms": deadline])) }
        let transport = StubTransport([
            .success(TransportResponse(.ok, headers: fields, text: "{}")), .accepted, .invocation("id-2"), .accepted,
        ])
        let handled = Recorder<String>()
        _ = await LambdaRuntime(transport).run {
            ClosureHandler { event, context in
                handled.append(context.requestID)
                return event
            }
        }
        #expect(transport.calls[1] == "POST /invocation/id-1/error")
        #expect(try ErrorReport(transport.requests[1]).errorType == "Runtime.MalformedInvocation")
        #expect(handled.elements == ["id-2"])
    }

    @Test("An invocation without a request id can't be answered: the process ends")
    func missingRequestID() async {
        let fields = HTTPFields(["Lambda-Runtime-Deadline-Ms": "1800000060000"])
        let transport = StubTransport([.success(TransportResponse(.ok, headers: fields, text: "{}"))])
        let logs = Recorder<String>()
        #expect(await LambdaRuntime(transport, logs: logs).run { ClosureHandler.echo } == .failure)
        #expect(transport.calls == ["GET /invocation/next"])
        #expect(
            logs.elements.contains { $0.contains(#""level":"FATAL""#) && $0.contains("Lambda-Runtime-Aws-Request-Id") })
    }

    @Test("A response that is too large is reported instead of sent")
    func tooLarge() async throws {
        let transport = StubTransport([.invocation("id-1"), .accepted, .invocation("id-2"), .accepted])
        _ = await LambdaRuntime(transport).run {
            ClosureHandler { _, context in Data(count: context.requestID == "id-1" ? 6_291_557 : 6_291_556) }
        }
        #expect(transport.calls[1] == "POST /invocation/id-1/error")
        #expect(try ErrorReport(transport.requests[1]).errorType == "Function.ResponseTooLarge")
        #expect(transport.calls[3] == "POST /invocation/id-2/response")
        #expect(transport.requests[3].body.count == 6_291_556)
    }

    @Test(
        "An answer that is refused is logged with its request id, and not followed by another",
        arguments: [
            413, 400, 403, 410,
        ], [true, false])
    func refusedAnswer(code: Int, handlerFails: Bool) async {
        let transport = StubTransport([.invocation("id-1"), .status(code, text: "why"), .invocation("id-2"), .accepted])
        let logs = Recorder<String>()
        _ = await LambdaRuntime(transport, logs: logs).run {
            ClosureHandler { event, context in
                if handlerFails && context.requestID == "id-1" { throw OutOfPaper() }
                return event
            }
        }
        #expect(transport.calls.filter { $0.contains("id-1") }.count == 1)
        #expect(transport.calls[3] == "POST /invocation/id-2/response")
        #expect(logs.elements.contains { $0.contains("status \(code): why") && $0.contains(#""requestId":"id-1""#) })
    }

    @Test(
        "Without an answer to an answer the process ends, and nothing is sent twice",
        arguments: [
            Answer.status(500), .status(503), .noResponse(.couldNotConnect), .noResponse(.connectionLost),
            .noResponse(.timedOut),
        ], [true, false])
    func lostAnswer(answer: Answer, handlerFails: Bool) async {
        let transport = StubTransport([.invocation("id-1"), answer, .invocation("id-2"), .accepted])
        let logs = Recorder<String>()
        let status = await LambdaRuntime(transport, logs: logs).run {
            ClosureHandler { event, _ in
                if handlerFails { throw OutOfPaper() }
                return event
            }
        }
        #expect(status == .failure)
        #expect(transport.requests.count == 2)
        #expect(logs.elements.last?.contains(#""level":"FATAL""#) == true)
    }

    @Test(
        "When next brings no invocation the process ends",
        arguments: [
            Answer.status(202), .status(400), .status(403), .status(410), .status(413), .status(500), .status(502),
            .noResponse(.couldNotConnect), .noResponse(.connectionLost), .noResponse(.timedOut),
        ])
    func noInvocation(answer: Answer) async {
        let transport = StubTransport([answer, .invocation("id-1"), .accepted])
        let logs = Recorder<String>()
        #expect(await LambdaRuntime(transport, logs: logs).run { ClosureHandler.echo } == .failure)
        #expect(transport.calls == ["GET /invocation/next"])
        #expect(logs.elements.last?.contains(#""level":"FATAL""#) == true)
    }

    @Test("The trace id is set before each invocation, and unset where it has none")
    func traceID() async {
        let transport = StubTransport([
            .invocation("id-1", traceID: "Root=1"), .accepted, .invocation("id-2"), .accepted,
            .invocation("id-3", traceID: "Root=3"), .accepted,
        ])
        let traceIDs = Recorder<String?>()
        let seen = Recorder<[String?]>()
        _ = await LambdaRuntime(transport, traceIDs: traceIDs).run {
            ClosureHandler { event, _ in
                seen.append(traceIDs.elements)
                return event
            }
        }
        #expect(seen.elements == [["Root=1"], ["Root=1", nil], ["Root=1", nil, "Root=3"]])
    }
}

@Suite("The runtime's beginning and end")
struct LambdaRuntimeLifeTests {
    @Test(
        "A function that can't start is reported before any next, and the process ends",
        arguments: [
            Answer.accepted, .status(403), .status(500), .noResponse(.couldNotConnect),
        ])
    func initializationError(answer: Answer) async throws {
        let transport = StubTransport([answer])
        let logs = Recorder<String>()
        let status = await LambdaRuntime(transport, logs: logs).run { () async throws -> ClosureHandler in
            throw OutOfPaper()
        }
        #expect(status == .failure)
        #expect(transport.calls == ["POST /init/error"])
        #expect(try ErrorReport(transport.requests[0]).errorType == "Function.OutOfPaper")
        #expect(logs.elements.first?.contains("could not start") == true)
    }

    @Test("Initialization is over before the first next")
    func initializationFirst() async {
        let transport = StubTransport([.invocation("id-1"), .accepted])
        let callsDuringInitialization = Recorder<Int>()
        _ = await LambdaRuntime(transport).run {
            callsDuringInitialization.append(transport.requests.count)
            return ClosureHandler.echo
        }
        #expect(callsDuringInitialization.elements == [0])
        #expect(transport.calls.first == "GET /invocation/next")
    }

    @Test("Cancelled while it waits for an event, the loop ends in order")
    func cancelledInNext() async throws {
        let waiting = AsyncStream.makeStream(of: Void.self)
        let transport = StubTransport { _, _ in
            waiting.continuation.yield()
            try await Task.sleep(for: .seconds(3600))
            throw TransportError(.other, host: "", message: "the wait was not cancelled")
        }
        let task = Task { await LambdaRuntime(transport).run { ClosureHandler.echo } }
        for await _ in waiting.stream { break }
        task.cancel()
        #expect(await task.value == .success)
        #expect(transport.calls == ["GET /invocation/next"])
    }

    @Test("Cancelled while the handler works, the loop ends without an answer", arguments: [true, false])
    func cancelledInHandler(handlerThrows: Bool) async throws {
        let working = AsyncStream.makeStream(of: Void.self)
        let transport = StubTransport([.invocation("id-1"), .accepted, .invocation("id-2"), .accepted])
        let task = Task {
            await LambdaRuntime(transport).run {
                ClosureHandler { event, _ in
                    working.continuation.yield()
                    do { try await Task.sleep(for: .seconds(3600)) } catch { if handlerThrows { throw error } }
                    return event
                }
            }
        }
        for await _ in working.stream { break }
        task.cancel()
        #expect(await task.value == .success)
        #expect(transport.calls == ["GET /invocation/next"])
    }

    @Test("Cancelled while it starts, the runtime reports nothing")
    func cancelledInInitialization() async {
        let starting = AsyncStream.makeStream(of: Void.self)
        let transport = StubTransport([])
        let task = Task {
            await LambdaRuntime(transport).run {
                starting.continuation.yield()
                try await Task.sleep(for: .seconds(3600))
                return ClosureHandler.echo
            }
        }
        for await _ in starting.stream { break }
        task.cancel()
        #expect(await task.value == .success)
        #expect(transport.requests.isEmpty)
    }

    @Test("A handler's own CancellationError is a failure like any other")
    func uncancelledCancellationError() async throws {
        let transport = StubTransport([.invocation("id-1"), .accepted])
        _ = await LambdaRuntime(transport).run { ClosureHandler { _, _ in throw CancellationError() } }
        #expect(try ErrorReport(transport.requests[1]).errorType == "Function.CancellationError")
    }
}
