import Foundation
public import HTTPTransport
public import HTTPTypes
import Synchronization

/// A transport without a network: a closure answers, and every request is recorded.
public final class StubTransport: Transport {
    /// Answers a request; the number is its place among all requests, from 1.
    public typealias Answer = @Sendable (_ request: TransportRequest, _ number: Int) async throws -> TransportResponse

    private let answer: Answer
    private let recorded = Mutex<[TransportRequest]>([])

    /// Creates a transport that answers each request by the closure.
    public init(_ answer: @escaping Answer) {
        self.answer = answer
    }

    /// Creates a transport that gives the answers in their order, and a ``TransportError`` when there are no more.
    public convenience init(_ answers: [Result<TransportResponse, any Error>]) {
        self.init { request, number in
            guard number <= answers.count else {
                throw TransportError(
                    .other, host: request.head.authority ?? "", message: "request \(number) has no answer in the script"
                )
            }
            return try answers[number - 1].get()
        }
    }

    /// The requests so far, in the order in which they came.
    public var requests: [TransportRequest] { recorded.withLock { $0 } }

    /// Records the request and answers it.
    ///
    /// - Throws: what the closure throws, and `CancellationError` when the task is cancelled already.
    public func send(_ request: TransportRequest) async throws -> TransportResponse {
        let number = recorded.withLock { requests in
            requests.append(request)
            return requests.count
        }
        try Task.checkCancellation()
        return try await answer(request, number)
    }
}

extension TransportResponse {
    /// A response whose body is text.
    public init(_ status: HTTPResponse.Status, headers: HTTPFields = [:], text: String) {
        self.init(head: HTTPResponse(status: status, headerFields: headers), body: Data(text.utf8))
    }
}
