import Foundation
import HTTPTransport
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import AWSClient

@Suite("A client's retries")
struct AWSClientRetryTests {
    typealias Answer = Result<TransportResponse, any Error>

    @Test(
        "follow what passes",
        arguments: [
            ("a server error", .error("ServerException", status: .internalServerError)),
            ("a proxy's page", .success(TransportResponse(.badGateway, text: "<html>Bad Gateway</html>"))),
            ("an empty answer with 503", .success(TransportResponse(.serviceUnavailable, text: ""))),
            ("throttling", .error("ThrottlingException")),
            ("throttling by status", .success(TransportResponse(.tooManyRequests, text: ""))),
            ("a body that was cut under 200", .success(TransportResponse(.ok, text: #"{"word":"ye"#))),
            ("an empty body under 200", .success(TransportResponse(.ok, text: ""))),
            ("a page under 200", .success(TransportResponse(.ok, text: "<html></html>"))),
            ("a lost connection", .network(.connectionLost)),
            ("a refused connection", .network(.couldNotConnect)),
            ("a name without address", .network(.couldNotResolve)),
            ("a timeout", .network(.timedOut)),
        ] as [(String, Answer)])
    func passing(name: String, answer: Answer) async throws {
        let transport = StubTransport([answer, .echo])
        let client = try AWSClient.forTests(transport)
        #expect(try await client.call(Echo(word: "")).word == "yes")
        #expect(client.context.statistics.snapshot.calls == ["Echo": 2])
        #expect(client.context.statistics.snapshot.retries == 1)
        #expect(client.context.statistics.snapshot.throttled == (name.hasPrefix("throttling") ? 1 : 0))
    }

    @Test(
        "don't follow what would only come again",
        arguments: [
            ("no permission", .error("AccessDeniedException"), "AccessDeniedException"),
            ("old credentials", .error("ExpiredTokenException"), "ExpiredTokenException"),
            ("no repository", .error("RepositoryNotFoundException"), "RepositoryNotFoundException"),
            ("a redirect", .success(TransportResponse(.found, text: "")), "HTTP302"),
            ("not found", .success(TransportResponse(.notFound, text: "{}")), "HTTP404"),
            ("a bad certificate", .network(.untrusted), "ConnectionError"),
            ("a bad request", .network(.invalidRequest), "ConnectionError"),
            ("too much", .network(.responseTooLarge), "ResponseTooLarge"),
            ("another protocol", .network(.malformedResponse), "MalformedResponse"),
        ] as [(String, Answer, String)])
    func lasting(name: String, answer: Answer, code: String) async throws {
        let transport = StubTransport([answer, .echo])
        let error = try await failure { try await AWSClient.forTests(transport).call(Echo(word: "")) }
        #expect(error.code.description == code)
        #expect(error.attempts == 1)
        #expect(transport.requests.count == 1)
    }

    @Test("end after the last attempt, with its error")
    func last() async throws {
        let transport = StubTransport([
            .network(.timedOut), .error("ThrottlingException"), .error("SlowDown", status: .serviceUnavailable), .echo,
        ])
        let client = try AWSClient.forTests(transport)
        let error = try await failure { try await client.call(Echo(word: "")) }
        #expect(error.code == "SlowDown")
        #expect(error.attempts == 3)
        #expect(transport.requests.count == 3)
        #expect(client.context.statistics.snapshot.retries == 2)
        #expect(client.context.statistics.snapshot.throttled == 2)
    }

    @Test("do not exist where one attempt is the most")
    func oneAttempt() async throws {
        let transport = StubTransport([.error("ThrottlingException"), .echo])
        let machine = TestMachine()
        let client = try AWSClient.forTests(transport, on: machine, maximumAttempts: 1)
        _ = try await failure { try await client.call(Echo(word: "")) }
        #expect(transport.requests.count == 1)
        #expect(transport.requests.first?.head.headerFields[.sdkRequest] == "attempt=1; max=1")
        #expect(machine.sleeps.isEmpty)
    }

    @Test("say what is wrong with an answer, and where, when it stays wrong")
    func malformed() async throws {
        let wrong = Answer.success(TransportResponse(.ok, headers: [.requestID: "id-9"], text: #"{"word":7}"#))
        let transport = StubTransport([wrong, wrong, wrong])
        let error = try await failure { try await AWSClient.forTests(transport).call(Echo(word: "")) }
        #expect(error.code == .malformedResponse)
        #expect(error.message.contains("$.word"))
        #expect(error.status == 200)
        #expect(error.requestID == "id-9")
        #expect(error.attempts == 3)
    }

    @Test(
        "wait as the service asks, in milliseconds, at most 5 s more",
        arguments: [
            ("250", Duration.milliseconds(500)), ("2000", .seconds(2)), ("99999999999", .milliseconds(5_500)),
            ("-1", .milliseconds(500)), ("1.5", .milliseconds(500)), ("soon", .milliseconds(500)),
        ])
    func retryAfter(text: String, wait: Duration) async throws {
        let machine = TestMachine()
        let transport = StubTransport([
            .error("ThrottlingException", headers: [.retryAfterMilliseconds: text]), .echo,
        ])
        _ = try await AWSClient.forTests(transport, on: machine).call(Echo(word: ""))
        #expect(machine.sleeps == [wait])
    }

    @Test("never begin behind the deadline", arguments: [("ThrottlingException", 400), ("SlowDown", 503)])
    func deadline(code: String, status: Int) async throws {
        let machine = TestMachine()
        let refusal = TransportResponse(HTTPResponse.Status(code: status), text: #"{"__type":"\#(code)"}"#)
        let transport = StubTransport { _, _ in refusal }
        let client = try AWSClient.forTests(transport, on: machine, deadline: machine.now.addingTimeInterval(1.5))
        let error = try await failure { try await client.call(Echo(word: "")) }
        #expect(error.code == .deadline && error.message.contains(code))
        #expect(error.attempts == 2 && !error.mayHaveTakenEffect)
        #expect(machine.sleeps == [.milliseconds(500)])
        #expect(transport.requests.count == 2)
        #expect(transport.requests.map(\.timeout) == [.milliseconds(1_500), .seconds(1)])
    }

    @Test("may have taken effect if any attempt was neither answered nor refused", arguments: [true, false])
    func effect(isCut: Bool) async throws {
        for seconds in [nil, 1.0] {
            let machine = TestMachine()
            let transport = StubTransport { _, number in
                if isCut, number == 1 { throw TransportError(.timedOut, host: "ecr.example", message: "no answer") }
                return TransportResponse(.badRequest, text: #"{"__type":"ThrottlingException"}"#)
            }
            let deadline = seconds.map { machine.now.addingTimeInterval($0) }
            let client = try AWSClient.forTests(transport, on: machine, deadline: deadline)
            let error = try await failure { try await client.call(Echo(word: "")) }
            #expect(error.attempts > 1 && error.mayHaveTakenEffect == isCut, "\(error)")
            #expect((error.code == .deadline) == (seconds != nil), "\(error)")
        }
    }

    @Test("and the first attempt either: nothing is sent or counted behind the deadline")
    func behindDeadline() async throws {
        let machine = TestMachine()
        let transport = StubTransport([.echo])
        let client = try AWSClient.forTests(transport, on: machine, deadline: machine.now)
        let error = try await failure { try await client.call(Echo(word: "")) }
        #expect(error.code == .deadline)
        #expect(error.attempts == 0)
        #expect(transport.requests.isEmpty)
        #expect(client.context.statistics.snapshot.calls.isEmpty)
    }

    @Test("are not tried when the deadline passed meanwhile, and the error says so")
    func deadlineMeanwhile() async throws {
        let machine = TestMachine()
        let transport = StubTransport { _, _ in
            machine.advance(by: 5)
            throw TransportError(.timedOut, host: "ecr.example", message: "late")
        }
        let client = try AWSClient.forTests(transport, on: machine, deadline: machine.now.addingTimeInterval(5))
        let error = try await failure { try await client.call(Echo(word: "")) }
        #expect(error.code == .deadline)
        #expect(error.attempts == 1)
        #expect(transport.requests.count == 1)
    }

    @Test("stop when the client's quota is used up, for all of its copies, and begin again with successes")
    func quota() async throws {
        let transport = StubTransport { _, number in
            number <= 54
                ? TransportResponse(.internalServerError, text: "")
                : TransportResponse(.ok, text: #"{"word":"yes"}"#)
        }
        let client = try AWSClient.forTests(transport)
        // 35 retries cost 490 of the 500 tokens: 17 calls with two of them, and one with one.
        for _ in 0..<17 { #expect(try await failure { try await client.call(Echo(word: "")) }.attempts == 3) }
        #expect(try await failure { try await client.call(Echo(word: "")) }.attempts == 2)
        let copy = client.scoped(to: CallContext())
        #expect(try await failure { try await copy.call(Echo(word: "")) }.attempts == 1)
        #expect(client.shared.quota.withLock(\.tokens) == 10)
        for _ in 0..<4 { _ = try await copy.call(Echo(word: "")) }
        #expect(client.shared.quota.withLock(\.tokens) == 14)
    }

    @Test("give back what a success after them shows to have been well spent")
    func givenBack() async throws {
        let transport = StubTransport([.network(.timedOut), .error("ThrottlingException"), .echo])
        let client = try AWSClient.forTests(transport)
        _ = try await client.call(Echo(word: ""))
        // 14 and 5 were taken, the last retry's 5 came back.
        #expect(client.shared.quota.withLock(\.tokens) == 486)
    }
}
