import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@testable import LambdaRuntime

@Suite("The Runtime API's endpoints")
struct RuntimeAPIClientTests {
    private static let error = LambdaFunctionError(type: .responseTooLarge, message: "large")

    private func client(_ answers: Answer...) -> (RuntimeAPIClient, StubTransport) {
        let transport = StubTransport(answers)
        return (RuntimeAPIClient(address: "127.0.0.1:9001", transport: transport), transport)
    }

    @Test("next is a GET without any timeout")
    func next() async throws {
        let (client, transport) = client(.invocation("id-1", event: "[1]"))
        let invocation = try await client.next()
        #expect(invocation.event == Data("[1]".utf8))
        let request = try #require(transport.requests.first)
        #expect(request.head.method == .get)
        #expect(request.head.scheme == "http")
        #expect(request.head.authority == "127.0.0.1:9001")
        #expect(request.head.path == "/2018-06-01/runtime/invocation/next")
        #expect(request.timeout == nil)
        #expect(request.connectTimeout == nil)
        #expect(request.body.isEmpty)
    }

    @Test("A response is posted once, on a connection of its own, within a time limit")
    func response() async throws {
        let (client, transport) = client(.accepted)
        try await client.sendResponse(Data("{}".utf8), requestID: "id-1")
        let request = try #require(transport.requests.first)
        #expect(transport.calls == ["POST /invocation/id-1/response"])
        #expect(request.body == Data("{}".utf8))
        #expect(!request.reusesConnection)
        #expect(request.timeout != nil)
        #expect(request.connectTimeout != nil)
        #expect(request.head.headerFields[.contentType] == "application/json")
    }

    @Test("Both error reports carry the type as a field and in the body")
    func errors() async throws {
        let (client, transport) = client(.accepted, .accepted)
        try await client.sendError(Self.error, requestID: "id-1")
        try await client.sendInitializationError(Self.error)
        #expect(transport.calls == ["POST /invocation/id-1/error", "POST /init/error"])
        for request in transport.requests {
            let type = request.head.headerFields.value("Lambda-Runtime-Function-Error-Type")
            #expect(type == "Function.ResponseTooLarge")
            let report = try ErrorReport(request)
            #expect(report.errorType == "Function.ResponseTooLarge")
            #expect(report.errorMessage == "large")
            #expect(report.stackTrace.isEmpty)
            #expect(!request.reusesConnection)
            #expect(request.timeout != nil)
        }
    }

    @Test(
        "A request id is percent-encoded in a path",
        arguments: [
            ("8476a536-e9f4-11e8-9739-2dfe598c3fcd", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
            ("../init/error?x#y", "..%2Finit%2Ferror%3Fx%23y"), ("a b%20", "a%20b%2520"), ("ä\t~_.", "%C3%A4%09~_."),
        ])
    func requestIDInPath(id: String, segment: String) async throws {
        let (client, transport) = client(.accepted, .accepted)
        try await client.sendResponse(Data(), requestID: id)
        try await client.sendError(Self.error, requestID: id)
        #expect(transport.calls == ["POST /invocation/\(segment)/response", "POST /invocation/\(segment)/error"])
    }

    @Test(
        "Another status than the success code is an error that holds it and the body",
        arguments: [
            200, 202, 301, 400, 403, 410, 413, 500, 503,
        ])
    func statuses(code: Int) async {
        let text = #"{"errorType":"InvalidStateTransition"}"#
        func failure(_ call: RuntimeAPIError.Call, success: Int) -> RuntimeAPIError? {
            code == success ? nil : RuntimeAPIError(call, .status(code, body: text))
        }
        let (client, _) = client(
            .success(TransportResponse(HTTPResponse.Status(code: code), headers: .invocation("id-1"), text: text)),
            .status(code, text: text), .status(code, text: text), .status(code, text: text))
        #expect(await error { _ = try await client.next() } == failure(.next, success: 200))
        #expect(
            await error { try await client.sendResponse(Data(), requestID: "1") } == failure(.response, success: 202))
        #expect(
            await error { try await client.sendError(Self.error, requestID: "1") } == failure(.error, success: 202))
        #expect(
            await error { try await client.sendInitializationError(Self.error) }
                == failure(.initializationError, success: 202))
    }

    @Test("No response is an error of its own kind, and cancellation another")
    func noResponse() async {
        let lost = TransportError(.connectionLost, host: "h", message: "m")
        let (client, _) = client(.failure(lost), .failure(CancellationError()), .failure(POSIXError(.EIO)))
        #expect(await error { _ = try await client.next() } == RuntimeAPIError(.next, .noResponse(lost)))
        #expect(await error { _ = try await client.next() } == RuntimeAPIError(.next, .cancelled))
        let other = await error { _ = try await client.next() }
        guard case .noResponse(let error) = other?.failure else {
            Issue.record("an unknown error counts as no response, and was \(String(describing: other))")
            return
        }
        #expect(error.kind == .other)
    }

    @Test("A long body is cut in the error's text")
    func longBody() async {
        let (client, _) = client(.status(500, text: String(repeating: "x", count: 10_000)))
        let error = await error { _ = try await client.next() }
        #expect(error?.description.utf8.count ?? 0 < 1000)
    }

    /// The error that the call throws, or `nil`.
    ///
    /// Calls throw only ``RuntimeAPIError``.
    private func error(_ call: () async throws -> Void) async -> RuntimeAPIError? {
        do {
            try await call()
            return nil
        } catch {
            let known = error as? RuntimeAPIError
            #expect(known != nil, "\(error)")
            return known
        }
    }
}

@Suite("An invocation's header fields")
struct InvocationFieldsTests {
    private static let values: [(name: String, value: String)] = [
        ("Lambda-Runtime-Aws-Request-Id", "id-1"), ("Lambda-Runtime-Deadline-Ms", "1800000060000"),
        ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:f"),
        ("Lambda-Runtime-Trace-Id", "Root=1-2-3"), ("Lambda-Runtime-Client-Context", #"{"client":{}}"#),
        ("Lambda-Runtime-Cognito-Identity", #"{"id":"x"}"#), ("Lambda-Runtime-Aws-Tenant-Id", "tenant-7"),
    ]

    private func invocation(_ fields: [(name: String, value: String)]) throws -> Invocation {
        var headers = HTTPFields()
        for field in fields {
            headers.append(HTTPField(name: try #require(HTTPField.Name(field.name)), value: field.value))
        }
        return try Invocation(TransportResponse(.ok, headers: headers, text: "{}"))
    }

    @Test(
        "Names are read in any case",
        arguments: [
            { $0 }, { $0.lowercased() }, { $0.uppercased() },
        ] as [@Sendable (String) -> String])
    func anyCase(change: @Sendable (String) -> String) throws {
        let invocation = try invocation(Self.values.map { (change($0.name), $0.value) })
        #expect(
            invocation
                == Invocation(
                    requestID: "id-1", event: Data("{}".utf8), deadline: "1800000060000",
                    invokedFunctionARN: "arn:aws:lambda:eu-west-1:123456789012:function:f", traceID: "Root=1-2-3",
                    clientContext: #"{"client":{}}"#, cognitoIdentity: #"{"id":"x"}"#, tenantID: "tenant-7"))
    }

    @Test("Absent fields and empty ones are the same", arguments: [false, true])
    func absent(empty: Bool) throws {
        let others = empty ? Self.values.dropFirst().map { ($0.name, "") } : []
        let invocation = try invocation([("Lambda-Runtime-Aws-Request-Id", "id-1")] + others)
        #expect(invocation == Invocation(requestID: "id-1", event: Data("{}".utf8)))
    }

    @Test("Without a request id that fits into a path there is no invocation", arguments: [nil, "", ".", ".."])
    func unusableRequestID(id: String?) throws {
        let error = try #require(throws: RuntimeAPIError.self) {
            try invocation(id.map { [("Lambda-Runtime-Aws-Request-Id", $0)] } ?? [])
        }
        #expect(error.isFatal)
        #expect(error.description.contains("request id") || error.description.contains("Request-Id"))
    }
}
