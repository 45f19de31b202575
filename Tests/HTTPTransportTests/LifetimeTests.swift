import Foundation
import TestSupport
import Testing

@testable import HTTPTransport

@Suite("CurlTransport: lifetime", .timeLimit(.minutes(10)))
struct LifetimeTests {
    @Test("The last reference gone, the kept-alive connections are closed")
    func closesConnections() async throws {
        let server = try ScriptedServer(.respond())
        var transport: CurlTransport? = CurlTransport()
        _ = try await transport?.send(request(of: server))
        transport = nil
        try await server.connectionEnded(1)
    }

    @Test("A transport lives as long as its requests")
    func outlivesReference() async throws {
        let gate = Gate()
        let server = try ScriptedServer(.respond(text: "late").after(gate))
        let task = Task { try await CurlTransport().send(request(of: server)).text }
        try await server.requests(atLeast: 1)
        gate.open()
        #expect(try await task.value == "late")
        try await server.connectionEnded(1)
    }

    @Test("An event loop that stops fails what is pending, closes its connections and takes nothing more")
    func failsPendingRequests() async throws {
        let server = try ScriptedServer(.never)
        let mailbox = CurlMailbox()
        CurlEventLoop.start(mailbox: mailbox, configuration: TransportConfiguration())
        let pending = request(of: server)
        async let kind = failureKind { try await post(pending, to: mailbox) }
        try await server.requests(atLeast: 1)
        mailbox.requestStop()
        #expect(await kind == .other)
        try await server.connectionEnded(1)
        #expect(await failureKind { try await post(pending, to: mailbox) } == .other)
    }

    @Test("Many transports come and go")
    func comesAndGoes() async throws {
        let server = try ScriptedServer(.respond())
        for _ in 0..<50 {
            _ = CurlTransport()
            _ = try await CurlTransport().send(request(of: server))
        }
        #expect(server.requests.count == 50)
    }

    private func post(_ request: TransportRequest, to mailbox: CurlMailbox) async throws -> TransportResponse {
        let target = try RequestTarget(request)
        return try await withCheckedThrowingContinuation { continuation in
            let job = CurlJob(ticket: CurlTicket(), request: request, target: target, continuation: continuation)
            if let reason = mailbox.post(.start(job)) { job.fail(.other, reason) }
        }
    }
}
