import Foundation
public import HTTPTransport
public import HTTPTypes
import Synchronization

/// A stateless transport that damages another's answers, or returns garbage.
public final class GarbageTransport: Transport {
    private let answer: @Sendable (TransportRequest) async throws -> TransportResponse
    private let garbage: Garbage?
    private let number = Mutex(0)

    /// Creates a transport that answers with garbage and this status.
    public init(_ garbage: Garbage, status: HTTPResponse.Status = .ok) {
        self.garbage = garbage
        answer = { _ in TransportResponse(head: HTTPResponse(status: status), body: Data()) }
    }

    /// Creates a transport that sometimes damages the bodies of another's answers.
    public init(spoiling transport: any Transport) {
        garbage = nil
        answer = { try await transport.send($0) }
    }

    /// Chooses the next garbage.
    public func set(_ number: Int) { self.number.withLock { $0 = number } }

    /// Answers the request.
    public func send(_ request: TransportRequest) async throws -> TransportResponse {
        try Task.checkCancellation()
        let response = try await answer(request)
        let number = number.withLock { number in
            defer { if garbage == nil { number &+= 1_000_003 } }
            return number
        }
        let source = garbage ?? Garbage(samples: [String(decoding: response.body, as: UTF8.self)])
        let isSpoilt = garbage != nil || SplitMix64.chance(1, in: 3, of: number)
        return TransportResponse(head: response.head, body: isSpoilt ? Data(source.input(number)) : response.body)
    }
}

extension SplitMix64 {
    /// Whether an event with a given probability happens.
    fileprivate static func chance(_ one: Int, in many: Int, of number: Int) -> Bool {
        var random = SplitMix64(seed: UInt64(number))
        return Int.random(in: 0..<many, using: &random) < one
    }
}
