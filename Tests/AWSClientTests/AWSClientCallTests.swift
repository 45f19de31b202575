import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import TestSupport
import Testing

@testable import AWSClient

@Suite("A call")
struct AWSClientCallTests {
    @Test("is a POST in AWS JSON 1.1, with the operation as its target")
    func request() async throws {
        let transport = StubTransport([.echo])
        let answer = try await AWSClient.forTests(transport).call(Echo(word: "Grüße 🐳"))
        #expect(answer == Echo.Response(word: "yes"))

        let request = try #require(transport.requests.first)
        #expect(request.head.method == .post)
        #expect(request.head.scheme == "https")
        #expect(request.head.authority == "ecr.example")
        #expect(request.head.path == "/base/")
        #expect(request.head.headerFields[.contentType] == "application/x-amz-json-1.1")
        #expect(request.head.headerFields[.target] == "Prefix_V1.Echo")
        #expect(request.head.headerFields[.userAgent] == "a-test")
        #expect(try JSONDecoder().decode([String: String].self, from: request.body) == ["word": "Grüße 🐳"])
    }

    @Test("is signed as it is sent")
    func signature() async throws {
        let transport = StubTransport([.echo])
        let machine = TestMachine()
        _ = try await AWSClient.forTests(transport, on: machine).call(Echo(word: "hello"))

        let request = try #require(transport.requests.first)
        let authorization = try #require(
            request.head.headerFields[.authorization].flatMap(SigV4Signer.Authorization.init))
        #expect(authorization.accessKeyID == "AKIDEXAMPLE")
        #expect(authorization.service == "ecr")
        let signed = Set(authorization.signedFields.map(\.canonicalName))
        #expect(signed.isSuperset(of: ["host", "x-amz-date", "x-amz-security-token", "x-amz-target"]))
        let signer = SigV4Signer(
            credentials: StubCredentials.one, region: try #require(Region(authorization.region)),
            service: authorization.service)
        let expected = try signer.signature(
            of: request.head, body: request.body, at: TestMachine.start, signedFields: authorization.signedFields)
        #expect(authorization.signature == expected)
    }

    @Test("with each attempt is signed anew, under one invocation id")
    func attempts() async throws {
        let transport = StubTransport([.error("ThrottlingException"), .error("ThrottlingException"), .echo])
        let machine = TestMachine()
        _ = try await AWSClient.forTests(transport, on: machine).call(Echo(word: ""))

        let fields = transport.requests.map(\.head.headerFields)
        #expect(fields.map { $0[.sdkRequest] } == ["attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3"])
        #expect(Set(fields.map { $0[.sdkInvocationID] }).count == 1)
        #expect(fields.first?[.sdkInvocationID].flatMap(UUID.init(uuidString:)) != nil)
        // The waits are half of one second and half of two, so that the dates are those of whole seconds.
        #expect(machine.sleeps == [.milliseconds(500), .seconds(1)])
        #expect(fields.map { $0[.amzDate] } == ["20260131T120000Z", "20260131T120000Z", "20260131T120001Z"])
        #expect(Set(fields.map { $0[.authorization] }).count == 3)
    }

    @Test("with each attempt takes the credentials that are valid then")
    func credentialsOfEachAttempt() async throws {
        let machine = TestMachine()
        let provider = StubCredentials {
            Credentials(accessKeyID: "AKID\(machine.sleeps.count)", secretAccessKey: "s")
        }
        let transport = StubTransport([.error("ServerException", status: .internalServerError), .echo])
        _ = try await AWSClient.forTests(transport, on: machine, credentials: provider).call(Echo(word: ""))
        let keys = transport.requests.compactMap { $0.head.headerFields[.authorization] }
            .compactMap { SigV4Signer.Authorization($0)?.accessKeyID }
        #expect(keys == ["AKID0", "AKID1"])
    }

    @Test("keeps what an error says: code, operation, message, status, request id, attempts")
    func error() async throws {
        let transport = StubTransport([
            .error(
                "com.amazonaws.ecr#AccessDeniedException", message: "Zugriff verweigert 🚫 für «ecr»",
                headers: [.requestID: "id-1"])
        ])
        let error = try await failure { try await AWSClient.forTests(transport).call(Echo(word: "")) }
        #expect(
            error
                == AWSError(
                    code: "AccessDeniedException", operation: "ecr:Echo", message: "Zugriff verweigert 🚫 für «ecr»",
                    status: 400, requestID: "id-1", attempts: 1))
        #expect(error.description.contains("allow ecr:Echo"))
        #expect(error.description.contains("request id-1"))
    }

    @Test("without credentials is not sent, and not counted")
    func noCredentials() async throws {
        let transport = StubTransport([.echo])
        let client = try AWSClient.forTests(transport, credentials: StubCredentials { nil })
        let error = try await failure { try await client.call(Echo(word: "")) }
        #expect(error.code == .credentials)
        #expect(error.attempts == 0)
        #expect(transport.requests.isEmpty)
        #expect(client.context.statistics.snapshot == CallStatistics.Snapshot())
    }

    @Test("whose credentials can't be had says why")
    func failingCredentials() async throws {
        let transport = StubTransport([.echo])
        let provider = StubCredentials {
            throw CredentialError(source: "the profile x", message: "has no key", nextStep: "add one")
        }
        let client = try AWSClient.forTests(transport, credentials: provider)
        let error = try await failure { try await client.call(Echo(word: "")) }
        #expect(error.code == .credentials)
        #expect(error.message.contains("the profile x: has no key. add one"))
        #expect(transport.requests.isEmpty)
    }

    @Test("of a cancelled task is not sent")
    func cancelledBefore() async throws {
        let transport = StubTransport([.echo])
        let client = try AWSClient.forTests(transport)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.call(Echo(word: ""))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(transport.requests.isEmpty)
    }

    @Test("that is cancelled while it is on its way is not repeated")
    func cancelledMeanwhile() async throws {
        let transport = StubTransport { _, _ in
            withUnsafeCurrentTask { $0?.cancel() }
            throw TransportError(.connectionLost, host: "ecr.example", message: "gone")
        }
        let client = try AWSClient.forTests(transport)
        let task = Task { try await client.call(Echo(word: "")) }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(transport.requests.count == 1)
    }
}
