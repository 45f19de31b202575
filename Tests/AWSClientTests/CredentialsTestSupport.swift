import AWSClient
import HTTPTransport
import HTTPTypes
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// 2026-01-31T12:00:00Z, the present of the credentials' tests.
let credentialsNow = Date(timeIntervalSince1970: 1_769_860_800)

extension FileReader {
    /// A disk that holds these files alone.
    static func holding(_ files: [String: String]) -> FileReader {
        FileReader { path in files[path].map { Data($0.utf8) } }
    }
}

extension CredentialContext {
    /// A context without a network: no endpoint answers.
    static func testing(_ sharedConfig: SharedConfig, environment: [String: String]) -> CredentialContext {
        CredentialContext(
            environment: environment, sharedConfig: sharedConfig, region: .usEast1,
            localTransport: ContainerEndpoint([]),
            makeClient: { service, region, credentials in
                let endpoint = try EndpointResolver(environment: [:]).endpoint(for: service, in: region)
                return AWSClient(
                    AWSClient.Configuration(service: service, endpoint: endpoint), transport: ContainerEndpoint([]),
                    credentials: credentials)
            },
            files: .holding([:]),
            system: SystemContext(now: { credentialsNow }, sleep: sleepForever, random: { 0.5 }))
    }
}

/// A sleep that never waits and counts how often it was called.
actor CountedSleep {
    private(set) var durations: [Duration] = []

    func sleep(_ duration: Duration) throws {
        try Task.checkCancellation()
        durations.append(duration)
    }
}

/// A sleep that ends only by cancellation: a timeout that never comes.
@Sendable func sleepForever(_: Duration) async throws {
    let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
    for await _ in stream {}
    _ = continuation
    throw CancellationError()
}

/// A container's endpoint that answers as it is told, and remembers what it was asked.
actor ContainerEndpoint: Transport {
    private var answers: [Result<TransportResponse, TransportError>]
    private(set) var requests: [TransportRequest] = []

    init(_ answers: [Result<TransportResponse, TransportError>]) { self.answers = answers }

    func send(_ request: TransportRequest) throws -> TransportResponse {
        requests.append(request)
        guard !answers.isEmpty else {
            throw TransportError(.other, host: "endpoint", message: "it was asked more often than expected")
        }
        return try answers.removeFirst().get()
    }
}

extension Result where Success == TransportResponse, Failure == TransportError {
    static func status(_ code: Int, _ body: String = "") -> Self {
        .success(TransportResponse(head: HTTPResponse(status: .init(code: code)), body: Data(body.utf8)))
    }

    static func lost() -> Self {
        .failure(TransportError(.connectionLost, host: "169.254.170.2", message: "the connection was lost"))
    }
}

/// Everything that could be printed of a value.
func everyDescription(of value: Any) -> String {
    var dumped = ""
    dump(value, to: &dumped)
    return dumped + String(describing: value) + String(reflecting: value)
}

/// A token's file that is rotated: each reading finds the next token.
final class AuthorizationTokens: Sendable {
    private let tokens: Mutex<[String]>

    init(_ tokens: [String]) { self.tokens = Mutex(tokens) }

    func next() -> Data? { tokens.withLock { $0.isEmpty ? nil : Data($0.removeFirst().utf8) } }
}

/// A clock that is set by hand.
final class SetClock: Sendable {
    private let time = Mutex(credentialsNow)

    var now: Date { time.withLock { $0 } }

    func advance(by seconds: TimeInterval) { time.withLock { $0 += seconds } }
}

/// A source of credentials whose fetches wait to be answered.
actor GatedSource: CredentialProvider {
    private var pending: [CheckedContinuation<Credentials?, any Error>] = []
    private var answers: [Result<Credentials?, any Error>] = []
    private(set) var fetches = 0
    private(set) var cancelled = 0

    func credentials() async throws -> Credentials? {
        fetches += 1
        if !answers.isEmpty { return try answers.removeFirst().get() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { pending.append($0) }
        } onCancel: {
            Task { await self.noteCancellation() }
        }
    }

    /// Answers the fetch that waits longest, or the next one to come.
    func answer(_ answer: Result<Credentials?, any Error>) {
        if pending.isEmpty { answers.append(answer) } else { pending.removeFirst().resume(with: answer) }
    }

    private func noteCancellation() { cancelled += 1 }
}

/// Lets other tasks run until a condition holds.
func yieldUntil(_ condition: () async -> Bool) async {
    while !(await condition()) { await Task.yield() }
}
