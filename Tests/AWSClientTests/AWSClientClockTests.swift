import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@testable import AWSClient

@Suite("A client whose machine's clock is wrong")
struct AWSClientClockTests {
    @Test(
        "signs by AWS's clock and tries once more",
        arguments: ["InvalidSignatureException", "SignatureDoesNotMatch", "RequestTimeTooSkewed", "AuthFailure"])
    func corrected(code: String) async throws {
        let machine = TestMachine()
        let transport = StubTransport([
            .error(code, status: .forbidden, headers: .dated(3_600)), .echo, .echo,
        ])
        let client = try AWSClient.forTests(transport, on: machine)
        _ = try await client.call(Echo(word: ""))
        #expect(client.clock.observedOffset == 3_600)
        _ = try await client.call(Echo(word: ""))
        let dates = transport.requests.map { $0.head.headerFields[.amzDate] }
        #expect(dates == ["20260131T120000Z", "20260131T130000Z", "20260131T130000Z"])
        #expect(client.context.statistics.snapshot.calls == ["Echo": 3])
        #expect(client.context.statistics.snapshot.retries == 1)
        let numbers = transport.requests.map { $0.head.headerFields[.sdkRequest] }
        #expect(numbers == ["attempt=1; max=3", "attempt=2; max=3", "attempt=1; max=3"])
        #expect(machine.sleeps.isEmpty)
    }

    @Test("tries once more only")
    func onlyOnce() async throws {
        let transport = StubTransport { _, number in
            try Result.error("InvalidSignatureException", headers: .dated(number * 1_000)).get()
        }
        let error = try await failure { try await AWSClient.forTests(transport).call(Echo(word: "")) }
        #expect(error.code == "InvalidSignatureException")
        #expect(transport.requests.count == 2)
        #expect(error.attempts == 2)
    }

    @Test(
        "is taken for right when it is off by no more than 4 minutes, or nothing shows it",
        arguments: [HTTPFields.dated(240), .dated(-240), [:], [.date: "yesterday"]])
    func right(headers: HTTPFields) async throws {
        let transport = StubTransport([.error("SignatureDoesNotMatch", status: .forbidden, headers: headers), .echo])
        let error = try await failure { try await AWSClient.forTests(transport).call(Echo(word: "")) }
        #expect(error.code == "SignatureDoesNotMatch")
        #expect(transport.requests.count == 1)
    }

    @Test("goes by the date of the answer itself, and not by an earlier one's")
    func ownDate() async throws {
        let transport = StubTransport([
            .success(TransportResponse(.ok, headers: .dated(3_600), text: #"{"word":"yes"}"#)),
            .error("SignatureDoesNotMatch"), .echo,
        ])
        let client = try AWSClient.forTests(transport)
        _ = try await client.call(Echo(word: ""))
        _ = try await failure { try await client.call(Echo(word: "")) }
        #expect(transport.requests.count == 2)
    }

    @Test("keeps to the most attempts, and is right at the next call")
    func oneAttempt() async throws {
        let transport = StubTransport([.error("InvalidSignatureException", headers: .dated(600)), .echo])
        let client = try AWSClient.forTests(transport, maximumAttempts: 1)
        _ = try await failure { try await client.call(Echo(word: "")) }
        #expect(transport.requests.count == 1)
        _ = try await client.call(Echo(word: ""))
        #expect(transport.requests.last?.head.headerFields[.amzDate] == "20260131T121000Z")
    }

    @Test("serves all calls that were on their way when it was corrected")
    func concurrent() async throws {
        let bothSent = Rendezvous(of: 2)
        let transport = StubTransport { request, _ in
            guard request.head.headerFields[.amzDate] == "20260131T120000Z" else {
                return try Result.echo.get()
            }
            await bothSent.arrive()
            return try Result.error("InvalidSignatureException", headers: .dated(900)).get()
        }
        let client = try AWSClient.forTests(transport)
        async let one = client.call(Echo(word: ""))
        async let other = client.call(Echo(word: ""))
        let words = try await [one.word, other.word]
        #expect(words == ["yes", "yes"])
        #expect(transport.requests.count == 4)
    }

    @Test("is corrected again when the machine's clock is set right")
    func setRight() async throws {
        let transport = StubTransport { request, _ in
            // The service's time is noon and an hour, whatever the machine's is.
            request.head.headerFields[.amzDate] == "20260131T130000Z"
                ? try Result.echo.get()
                : try Result.error("RequestTimeTooSkewed", headers: .dated(3_600)).get()
        }
        let machine = TestMachine()
        let client = try AWSClient.forTests(transport, on: machine)
        _ = try await client.call(Echo(word: ""))
        machine.advance(by: 3_600)
        _ = try await client.call(Echo(word: ""))
        #expect(transport.requests.count == 4)
        #expect(client.clock.observedOffset == 0)
    }

    @Test("shows how far AWS's clock is ahead by every answer, and keeps it where an answer has no date")
    func observed() async throws {
        let transport = StubTransport([
            .success(TransportResponse(.ok, headers: .dated(-30), text: #"{"word":"yes"}"#)),
            .error("AccessDeniedException", headers: .dated(301)), .echo,
        ])
        let client = try AWSClient.forTests(transport)
        #expect(client.clock.observedOffset == nil)
        _ = try await client.call(Echo(word: ""))
        #expect(client.clock.observedOffset == -30)
        _ = try await failure { try await client.call(Echo(word: "")) }
        #expect(client.clock.observedOffset == 301)
        _ = try await client.call(Echo(word: ""))
        #expect(client.clock.observedOffset == 301)
    }
}

/// Where so many tasks wait for each other.
private actor Rendezvous {
    private var missing: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(of count: Int) { missing = count }

    func arrive() async {
        missing -= 1
        guard missing > 0 else {
            for continuation in waiting { continuation.resume() }
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }
}
