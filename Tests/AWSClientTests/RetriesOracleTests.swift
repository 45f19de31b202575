import Testing

@testable import AWSClient

/// What botocore does after an answer; see `Oracles/retries.py`.
private struct Judgement: Decodable {
    var kind: String
    var code: String
    var status: Int
    var attempt: Int?
    var chance: Double?
    var retryAfter: String?
    var seconds: Double?
    var cost: Int?

    var fault: RetryErrorKind? { RetryErrorKind(code: AWSError.Code(code), status: status) }
}

@Suite("Retries agree with botocore's standard mode")
struct RetriesOracleTests {
    private let judgements: [Judgement]

    init() throws {
        judgements = try fixture("retries.json")
    }

    @Test("The waits are the same")
    func delays() throws {
        let delays = judgements.filter { $0.kind == "delay" }
        #expect(delays.count >= 500)
        for judgement in delays {
            let delay = Retries.delay(
                try #require(judgement.fault), attempt: try #require(judgement.attempt),
                retryAfter: Retries.retryAfter(judgement.retryAfter), chance: try #require(judgement.chance))
            let difference = abs(delay / .seconds(1) - (try #require(judgement.seconds)))
            #expect(difference < 1e-9, "\(judgement)")
        }
    }

    @Test("The same answers are retried, at the same cost")
    func faults() throws {
        let faults = judgements.filter { $0.kind == "fault" }
        #expect(faults.count >= 300)
        for judgement in faults {
            #expect((judgement.fault.map(RetryQuota.cost) ?? 0) == judgement.cost, "\(judgement)")
        }
    }
}
