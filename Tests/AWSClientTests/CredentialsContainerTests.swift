import HTTPTransport
import HTTPTypes
import Testing

@testable import AWSClient

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Credentials of a container")
struct CredentialsContainerTests {
    private static let relative = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/x?y=z"]
    private static let body =
        #"{"RoleArn":"r","AccessKeyId":"AKID","SecretAccessKey":"s","Token":"t","Expiration":"2026-01-31T13:00:00Z"}"#

    private func credentials(
        _ endpoint: ContainerEndpoint, _ environment: [String: String] = relative, files: FileReader = .holding([:]),
        sleep: CountedSleep = CountedSleep()
    ) async throws -> Credentials? {
        try await ContainerCredentialProvider(
            environment: environment, transport: endpoint, files: files, now: { credentialsNow },
            sleep: { try await sleep.sleep($0) }
        ).credentials()
    }

    @Test(
        "are none when the environment names no endpoint", arguments: [[:], ["AWS_CONTAINER_CREDENTIALS_FULL_URI": ""]])
    func none(environment: [String: String]) async throws {
        #expect(try await credentials(ContainerEndpoint([]), environment) == nil)
    }

    @Test("come from ECS's address, within 2 seconds")
    func relativeURI() async throws {
        let endpoint = ContainerEndpoint([.status(200, Self.body)])
        let both = Self.relative.merging(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/other"]) { $1 }
        let found = try await credentials(endpoint, both)
        #expect(
            found
                == Credentials(
                    accessKeyID: "AKID", secretAccessKey: "s", sessionToken: "t",
                    expiration: credentialsNow.addingTimeInterval(3600)))
        let request = try #require(await endpoint.requests.first)
        #expect(request.head.method == .get)
        #expect(request.head.scheme == "http")
        #expect(request.head.authority == "169.254.170.2")
        #expect(request.head.path == "/v2/credentials/x?y=z")
        #expect(request.head.headerFields[.authorization] == nil)
        #expect(request.timeout == .seconds(2))
        #expect(request.connectTimeout == .seconds(1))
    }

    @Test(
        "may come from any host by https, and by http from this machine and its host alone",
        arguments: [
            ("http://localhost:1234/x", "localhost:1234", "/x"), ("http://127.0.0.1:80/x", "127.0.0.1:80", "/x"),
            ("http://127.255.0.9", "127.255.0.9", "/"), ("http://[::1]:8080/x?y", "[::1]:8080", "/x?y"),
            ("http://169.254.170.2/x", "169.254.170.2", "/x"), ("http://169.254.170.23/v1", "169.254.170.23", "/v1"),
            ("http://[fd00:ec2::23]/v1", "[fd00:ec2::23]", "/v1"),
            ("HTTPS://example.com/a%20b", "example.com", "/a%20b"),
        ])
    func fullURI(url: String, authority: String, path: String) throws {
        let endpoint = try ContainerCredentialEndpoint(environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": url])
        #expect(endpoint?.authority == authority)
        #expect(endpoint?.path == path)
    }

    @Test(
        "never go by way of an address that should not see the token",
        arguments: [
            "http://example.com/x", "http://169.254.169.254/x", "http://127.0.0.1.example.com/x", "http://127.1/x",
            "http://0127.0.0.1/x", "http://localhost@example.com/x", "http://user:pass@localhost/x",
            "http://user@localhost/x",
            "http://localhost.example.com/", "http://[::2]/x", "http:///x", "ftp://localhost/x", "localhost/x",
            "http://localhost\\@example.com/x", "http://local host/", "http://127.0.0.１/x", "/x",
        ])
    func forbidden(url: String) async {
        let endpoint = ContainerEndpoint([])
        let error = await #expect(throws: CredentialError.self) {
            try await credentials(endpoint, ["AWS_CONTAINER_CREDENTIALS_FULL_URI": url])
        }
        #expect(error?.source == "AWS_CONTAINER_CREDENTIALS_FULL_URI")
        #expect(error?.description.contains("pass") == false)
        #expect(await endpoint.requests.isEmpty)
    }

    @Test(
        "never leave ECS's address by the relative path", arguments: ["@example.com/x", "x", ".example.com/", "/a b"])
    func relativeOnly(path: String) {
        let error = #expect(throws: CredentialError.self) {
            try ContainerCredentialEndpoint(environment: ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": path])
        }
        #expect(error?.source == "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
    }

    @Test("are asked for with the token, the file's first, read anew for each attempt")
    func token() async throws {
        let tokens = AuthorizationTokens(["first", "second"])
        let endpoint = ContainerEndpoint([.status(500), .status(200, Self.body)])
        let environment = Self.relative.merging([
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "third", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token",
        ]) { $1 }
        _ = try await credentials(endpoint, environment, files: FileReader { _ in tokens.next() })
        #expect(await endpoint.requests.map { $0.head.headerFields[.authorization] } == ["first", "second"])

        let other = ContainerEndpoint([.status(200, Self.body)])
        _ = try await credentials(other, Self.relative.merging(["AWS_CONTAINER_AUTHORIZATION_TOKEN": "third"]) { $1 })
        #expect(await other.requests.first?.head.headerFields[.authorization] == "third")
    }

    @Test(
        "are not asked for with a token that is no header",
        arguments: [
            (["AWS_CONTAINER_AUTHORIZATION_TOKEN": "TOPSECRET\r\nX: y"], "AWS_CONTAINER_AUTHORIZATION_TOKEN"),
            (["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token"], "/token"),
            (["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/empty"], "/empty"),
            (["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/none"], "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"),
        ] as [([String: String], String)])
    func badToken(variables: [String: String], source: String) async {
        let endpoint = ContainerEndpoint([])
        let error = await #expect(throws: CredentialError.self) {
            try await credentials(
                endpoint, Self.relative.merging(variables) { $1 },
                files: .holding(["/token": "TOPSECRET\n", "/empty": ""]))
        }
        #expect(error?.source == source)
        #expect(error?.description.contains("TOPSECRET") == false)
        #expect(await endpoint.requests.isEmpty)
    }

    @Test(
        "are asked for again after a passing fault",
        arguments: [
            .lost(), .status(500), .status(503), .status(429), .status(200, #"{"AccessKeyId":"AK"#), .status(200),
        ] as [Result<TransportResponse, TransportError>])
    func retries(fault: Result<TransportResponse, TransportError>) async throws {
        let sleep = CountedSleep()
        let endpoint = ContainerEndpoint([fault, fault, .status(200, Self.body)])
        #expect(try await credentials(endpoint, sleep: sleep)?.accessKeyID == "AKID")
        #expect(await sleep.durations == [.seconds(1), .seconds(1)])
    }

    @Test("are an error after three attempts")
    func givesUp() async {
        let endpoint = ContainerEndpoint([.lost(), .status(500), .lost()])
        let error = await #expect(throws: CredentialError.self) { try await credentials(endpoint) }
        #expect(error?.message == "the connection was lost (after 3 attempts)")
        #expect(error?.source == "container credentials (169.254.170.2)")
    }

    @Test(
        "are an error at once when the endpoint refuses, with its code and message and no secret",
        arguments: [
            (404, "no such role", "the endpoint answered with the status 404"),
            (
                403, #"{"code":"AccessDenied","message":"no\nfor TOPSECRET"}"#,
                "the endpoint answered with the status 403: AccessDenied: no for [redacted]"
            ),
            (400, #"{"code":7,"AccessKeyId":"TOPSECRET"}"#, "the endpoint answered with the status 400"),
            (302, "", "the endpoint answered with the status 302"),
        ])
    func refused(status: Int, body: String, message: String) async {
        let environment = Self.relative.merging(["AWS_CONTAINER_AUTHORIZATION_TOKEN": "TOPSECRET"]) { $1 }
        let endpoint = ContainerEndpoint([.status(status, body)])
        let error = await #expect(throws: CredentialError.self) { try await credentials(endpoint, environment) }
        #expect(error?.message == message)
    }

    @Test("keep what an endpoint says about a failure short")
    func shortFailure() async {
        let endpoint = ContainerEndpoint([.status(403, #"{"message":"\#(String(repeating: "x", count: 60_000))"}"#)])
        let error = await #expect(throws: CredentialError.self) { try await credentials(endpoint) }
        #expect((error?.message.count ?? .max) < 300)
    }

    @Test(
        "are an error that names what the answer lacks",
        arguments: [
            (#"{"SecretAccessKey":"TOPSECRET"}"#, "the access key's id is missing"),
            (#"{"AccessKeyId":"AKID"}"#, "the secret access key is missing"),
            (#"{"AccessKeyId":"AKID","SecretAccessKey":"TOPSECRET","Expiration":"x"}"#, "not a time"),
            (
                #"{"AccessKeyId":"AKID","SecretAccessKey":"TOPSECRET","Expiration":"2026-01-31T11:00:00Z"}"#,
                "expired at 2026-01-31T11:00:00Z"
            ),
        ])
    func incomplete(body: String, cause: String) async {
        let error = await #expect(throws: CredentialError.self) {
            try await credentials(ContainerEndpoint([.status(200, body)]))
        }
        #expect(error?.message.contains(cause) == true)
        #expect(error?.description.contains("TOPSECRET") == false)
    }

    @Test("stop being asked for when the task is cancelled")
    func cancelled() async {
        let task = Task { () -> Credentials? in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await credentials(ContainerEndpoint([.lost(), .lost(), .lost()]))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
