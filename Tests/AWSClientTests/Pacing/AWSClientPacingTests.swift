import Foundation
import HTTPTransport
import TestSupport
import Testing

@testable import AWSClient

@Suite("A client's pace")
struct AWSClientPacingTests {
    typealias Answer = Result<TransportResponse, any Error>

    @Test("slows down where the service throttles, for all copies of the client")
    func slower() async throws {
        let machine = TestMachine()
        let transport = StubTransport([.error("ThrottlingException"), .echo, .echo])
        let client = try AWSClient.forTests(transport, on: machine)
        _ = try await client.call(Echo(word: ""))
        _ = try await client.scoped(to: CallContext()).call(Echo(word: ""))
        #expect(machine.sleeps.count == 2)
        #expect(machine.sleeps.first == .milliseconds(500))
        #expect(client.shared.limiter(of: "Echo", machine.system).pacer.limiter.isEnabled)
    }

    @Test("is each operation's own")
    func operations() throws {
        let machine = TestMachine()
        let client = try AWSClient.forTests(StubTransport([]), on: machine)
        let one = client.shared.limiter(of: "One", machine.system)
        #expect(one === client.scoped(to: CallContext()).shared.limiter(of: "One", machine.system))
        #expect(one !== client.shared.limiter(of: "Two", machine.system))
    }

    @Test("fails a call that could not begin before the deadline, without sending it")
    func deadline() async throws {
        let machine = TestMachine()
        let transport = StubTransport([.error("ThrottlingException"), .echo, .echo])
        let client = try AWSClient.forTests(transport, on: machine, deadline: machine.now.addingTimeInterval(0.7))
        _ = try await client.call(Echo(word: ""))
        let error = try await failure { try await client.call(Echo(word: "")) }
        #expect(error.code == .deadline)
        #expect(error.attempts == 0)
        #expect(transport.requests.count == 2)
        #expect(client.shared.limiter(of: "Echo", machine.system).pacer.window.used == 0)
    }

    @Test(
        "keeps no place of what failed",
        arguments: [
            ("no credentials", .echo, StubCredentials { nil }),
            ("a failure", .error("RepositoryNotFoundException"), StubCredentials()),
            ("faults", .network(.timedOut), StubCredentials()),
            ("cancellation", .failure(CancellationError()), StubCredentials()),
        ] as [(String, Answer, StubCredentials)])
    func places(name: String, answer: Answer, credentials: StubCredentials) async throws {
        let machine = TestMachine()
        let transport = StubTransport { _, _ in try answer.get() }
        let client = try AWSClient.forTests(transport, on: machine, credentials: credentials)
        await #expect(throws: (any Error).self) { try await client.call(Echo(word: "")) }
        #expect(client.shared.limiter(of: "Echo", machine.system).pacer.window.used == 0)
    }
}
