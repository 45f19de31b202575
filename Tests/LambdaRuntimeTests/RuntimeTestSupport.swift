import Foundation
import HTTPTransport
import HTTPTypes
import LambdaRuntime
import Logging
import Synchronization
import TestSupport

/// The present of every test.
let testNow = Date(timeIntervalSince1970: 1_800_000_000)

/// A handler made from a closure.
struct ClosureHandler: LambdaHandler {
    let body: @Sendable (Data, InvocationContext) async throws -> Data

    init(_ body: @escaping @Sendable (Data, InvocationContext) async throws -> Data) { self.body = body }

    func handle(_ event: Data, context: InvocationContext) async throws -> Data { try await body(event, context) }

    /// A handler that returns every event.
    static let echo = ClosureHandler { event, _ in event }
}

/// A thread-safe list of appended elements.
final class Recorder<Element: Sendable>: Sendable {
    private let storage = Mutex<[Element]>([])

    var elements: [Element] { storage.withLock { $0 } }

    func append(_ element: Element) { storage.withLock { $0.append(element) } }
}

extension Recorder<String> {
    /// A logger that writes JSON lines to this recorder.
    func logger(level: Logger.Level = .trace) -> Logger {
        Logger(
            label: "test", configuration: LoggingConfiguration(format: .json, level: level),
            sink: LogSink { self.append(String(decoding: $0, as: UTF8.self)) }, now: { testNow })
    }
}

extension HTTPFields {
    /// Creates fields from names and values.
    init(_ fields: KeyValuePairs<String, String>) {
        self.init()
        for (name, value) in fields {
            if let name = HTTPField.Name(name) { append(HTTPField(name: name, value: value)) }
        }
    }

    /// The value of a field, by its name in any case.
    func value(_ name: String) -> String? { HTTPField.Name(name).flatMap { self[$0] } }

    /// The fields of an invocation with a deadline in one minute.
    static func invocation(_ id: String, traceID: String? = nil) -> HTTPFields {
        var fields = HTTPFields([
            "Lambda-Runtime-Aws-Request-Id": id, "Lambda-Runtime-Deadline-Ms": "1800000060000",
        ])
        if let traceID, let name = HTTPField.Name("Lambda-Runtime-Trace-Id") { fields[name] = traceID }
        return fields
    }
}

/// The Runtime API's response, or an error.
typealias Answer = Result<TransportResponse, any Error>

extension Answer {
    /// An invocation with a deadline in one minute.
    static func invocation(_ id: String, event: String = "{}", traceID: String? = nil) -> Answer {
        .success(TransportResponse(.ok, headers: .invocation(id, traceID: traceID), text: event))
    }

    static func status(_ code: Int, text: String = "") -> Answer {
        .success(TransportResponse(HTTPResponse.Status(code: code), text: text))
    }

    static let accepted = status(202, text: #"{"status":"OK"}"#)

    static func noResponse(_ kind: TransportError.Kind) -> Answer {
        .failure(TransportError(kind, host: "127.0.0.1", message: "no answer: \(kind)"))
    }
}

extension LambdaRuntime {
    /// Creates a runtime from these parts.
    init(
        _ transport: any Transport, address: String = "127.0.0.1:9001", logs: Recorder<String> = Recorder(),
        traceIDs: Recorder<String?> = Recorder()
    ) {
        self.init(
            api: RuntimeAPIClient(address: address, transport: transport), logger: logs.logger(),
            setTraceID: { traceIDs.append($0) }, now: { testNow })
    }
}

extension StubTransport {
    /// The method and path of every request, without the API's common prefix.
    var calls: [String] {
        requests.map { request in
            let path = request.head.path ?? ""
            let prefix = "/2018-06-01/runtime"
            return request.head.method.rawValue + " "
                + (path.hasPrefix(prefix) ? path.dropFirst(prefix.count) : path[...])
        }
    }
}

/// The error body of a request.
struct ErrorReport: Decodable, Equatable {
    var errorMessage: String
    var errorType: String
    var stackTrace: [String]

    init(_ request: TransportRequest) throws {
        self = try JSONDecoder().decode(Self.self, from: request.body)
    }
}
