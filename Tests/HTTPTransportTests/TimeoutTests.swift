import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import HTTPTransport

@Suite("CurlTransport: limits of time and cancellation", .timeLimit(.minutes(10)))
struct TimeoutTests {
    let transport = CurlTransport()

    @Test("The total limit ends a request that is not answered")
    func limitsTotalTime() async throws {
        let server = try ScriptedServer(.never)
        var limited = request(of: server)
        limited.timeout = .milliseconds(50)
        #expect(await failureKind { try await transport.send(limited) } == .timedOut)
        try await server.connectionEnded(1)
    }

    @Test("The connect limit covers the TLS handshake")
    func limitsConnecting() async throws {
        // The server accepts connections, and waits for a request that a TLS client does not send.
        let server = try ScriptedServer(.never)
        var limited = request(of: server, scheme: "https")
        limited.connectTimeout = .milliseconds(50)
        #expect(await failureKind { try await transport.send(limited) } == .timedOut)
    }

    @Test("A connect limit does not limit the answer")
    func connectLimitEndsWithConnecting() async throws {
        let gate = Gate()
        let server = try ScriptedServer(.respond(text: "late").after(gate))
        var patient = request(of: server)
        patient.connectTimeout = .milliseconds(200)
        var impatient = request(of: server)
        impatient.timeout = .milliseconds(400)
        async let answer = transport.send(patient)
        try await server.requests(atLeast: 1)
        // The other request's timeout shows that the first one's has passed.
        #expect(await failureKind { try await transport.send(impatient) } == .timedOut)
        gate.open()
        #expect(try await answer.text == "late")
    }

    @Test(
        "Limits are whole milliseconds, rounded up, and never none",
        arguments: [
            (Duration.zero, 1), (.seconds(-1), 1), (.nanoseconds(1), 1), (.milliseconds(1), 1),
            (.microseconds(1500), 2),
            (.seconds(2), 2000), (.seconds(Int64.max), Int(Int32.max)),
        ])
    func convertsLimits(limit: Duration, milliseconds: Int) {
        #expect(CurlHandle.milliseconds(limit) == milliseconds)
    }

    @Test("Cancellation closes the connection and throws CancellationError")
    func cancels() async throws {
        let server = try ScriptedServer(.never)
        let task = Task { try await transport.send(request(of: server)) }
        try await server.requests(atLeast: 1)
        task.cancel()
        try await server.connectionEnded(1)
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("A task that is cancelled already sends nothing")
    func cancelsBeforeStart() async throws {
        let server = try ScriptedServer(.respond())
        let gate = AsyncStream<Void>.makeStream()
        let task = Task {
            for await _ in gate.stream {}
            return try await transport.send(request(of: server))
        }
        task.cancel()
        gate.continuation.finish()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(server.connectionCount == 0)
    }

    @Test("Cancelling some of many requests leaves the others alone")
    func cancelsSome() async throws {
        let gate = Gate()
        let server = try ScriptedServer { ScriptedReply.respond(text: $0.path).after(gate) }
        let tasks = (0..<40).map { number in
            Task { try await transport.send(request(.get, "/\(number)", of: server)).text }
        }
        try await server.requests(atLeast: 40)
        for (number, task) in tasks.enumerated() where number.isMultiple(of: 2) { task.cancel() }
        for (number, task) in tasks.enumerated() where number.isMultiple(of: 2) {
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        gate.open()
        for (number, task) in tasks.enumerated() where !number.isMultiple(of: 2) {
            #expect(try await task.value == "/\(number)")
        }
    }
}
