import Foundation
public import HTTPTransport
public import HTTPTypes
import Synchronization

/// A transport without a network: a closure answers, and requests are recorded.
public final class StubTransport: Transport {
    /// Answers a request; `number` counts all requests, from 1.
    public typealias Answer = @Sendable (_ request: TransportRequest, _ number: Int) async throws -> TransportResponse

    private let answer: Answer
    private let recorded = Mutex<[TransportRequest]>([])

    /// Creates a transport that answers with a closure.
    public init(_ answer: @escaping Answer) {
        self.answer = answer
    }

    /// Creates a transport with these answers in order, then ``TransportError``.
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

    /// The requests so far, in order.
    public var requests: [TransportRequest] { recorded.withLock { $0 } }

    /// Records the request and answers it.
    ///
    /// - Throws: the closure's errors, and `CancellationError` if the task is already cancelled.
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
    /// Creates a response with text as its body.
    public init(_ status: HTTPResponse.Status, headers: HTTPFields = [:], text: String) {
        self.init(head: HTTPResponse(status: status, headerFields: headers), body: Data(text.utf8))
    }
}
