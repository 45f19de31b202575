import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@testable import AWSClient

@Suite("Credentials of an instance")
struct CredentialsInstanceMetadataTests {
    private static let body =
        #"{"Code":"Success","LastUpdated":"2026-01-31T11:00:00Z","Type":"AWS-HMAC","AccessKeyId":"ASIAEC2","#
        + #""SecretAccessKey":"TOPSECRET","Token":"t","Expiration":"2026-01-31T18:00:00Z"}"#

    private typealias Answer = Result<TransportResponse, TransportError>
    private static let good: [Result<TransportResponse, TransportError>] = [
        .status(200, "TOPSECRET-TOKEN"), .status(200, "cleanup"), .status(200, body),
    ]

    private func credentials(
        _ endpoint: ContainerEndpoint, environment: [String: String] = [:], profile: [String: String] = [:]
    ) async throws -> Credentials? {
        try await InstanceMetadataCredentialProvider(
            settings: InstanceMetadataSettings(environment: environment, profile: profile), transport: endpoint,
            now: { credentialsNow }
        ).credentials()
    }

    private func failure(
        _ answers: [Result<TransportResponse, TransportError>], environment: [String: String] = [:]
    ) async throws -> CredentialError {
        let endpoint = ContainerEndpoint(answers)
        let error = try #require(
            await #expect(throws: CredentialError.self) { try await credentials(endpoint, environment: environment) })
        #expect(!error.description.contains("TOPSECRET"))
        return error
    }

    @Test("are fetched with a token: version 2")
    func requests() async throws {
        let endpoint = ContainerEndpoint(Self.good)
        let found = try await credentials(endpoint)
        #expect(
            found
                == Credentials(
                    accessKeyID: "ASIAEC2", secretAccessKey: "TOPSECRET", sessionToken: "t",
                    expiration: credentialsNow.addingTimeInterval(6 * 3_600)))
        let requests = await endpoint.requests
        let path = "/latest/meta-data/iam/security-credentials/"
        #expect(requests.map(\.head.path) == ["/latest/api/token", path, path + "cleanup"])
        #expect(requests.map(\.head.method) == [.put, .get, .get])
        #expect(requests.allSatisfy { $0.head.scheme == "http" && $0.head.authority == "169.254.169.254" })
        #expect(requests.allSatisfy { $0.timeout == .seconds(1) && $0.connectTimeout == .seconds(1) })
        let lifetime = try #require(HTTPField.Name("x-aws-ec2-metadata-token-ttl-seconds"))
        let token = try #require(HTTPField.Name("x-aws-ec2-metadata-token"))
        #expect(requests.map { $0.head.headerFields[lifetime] } == ["21600", nil, nil])
        #expect(requests.map { $0.head.headerFields[token] } == [nil, "TOPSECRET-TOKEN", "TOPSECRET-TOKEN"])
    }

    @Test("are none, and nobody is asked, when the service is disabled", arguments: ["true", "TRUE"])
    func disabled(value: String) async throws {
        let endpoint = ContainerEndpoint([])
        let environment = ["AWS_EC2_METADATA_DISABLED": value, "AWS_METADATA_SERVICE_TIMEOUT": "x"]
        #expect(try await credentials(endpoint, environment: environment) == nil)
        #expect(await endpoint.requests.isEmpty)
    }

    @Test(
        "are none on another machine, on one without a role, and where version 2 is not spoken",
        arguments: [
            [.lost()], [.status(403)], [.status(404)], [.status(405)], [.status(400)],
            [.status(200, "t"), .status(404)], [.status(200, "t"), .status(200, "\n")],
        ] as [[Result<TransportResponse, TransportError>]])
    func none(answers: [Result<TransportResponse, TransportError>]) async throws {
        let endpoint = ContainerEndpoint(answers)
        #expect(try await credentials(endpoint) == nil)
        #expect(await endpoint.requests.count == answers.count)
    }

    @Test("are fetched with a new token, once, when the token is refused")
    func newToken() async throws {
        let endpoint = ContainerEndpoint([.status(200, "old"), .status(401)] + Self.good)
        #expect(try await credentials(endpoint)?.accessKeyID == "ASIAEC2")
        let late = ContainerEndpoint([.status(200, "old"), .status(200, "cleanup"), .status(401)] + Self.good)
        #expect(try await credentials(late)?.accessKeyID == "ASIAEC2")
        let error = try await failure([.status(200, "a"), .status(401), .status(200, "b"), .status(401)])
        #expect(error.message == "the service refused its own token twice")
    }

    @Test("are asked for as often as the settings say, and once by default")
    func attempts() async throws {
        let three = ["AWS_METADATA_SERVICE_NUM_ATTEMPTS": "3"]
        let endpoint = ContainerEndpoint([.lost(), .status(500)] + Self.good)
        #expect(try await credentials(endpoint, environment: three)?.accessKeyID == "ASIAEC2")
        let silent = ContainerEndpoint([.lost(), .lost(), .lost()])
        #expect(try await credentials(silent, environment: three) == nil)
        #expect(await silent.requests.count == 3)
        #expect(try await failure([.status(500)]).message == "the service answered with the status 500")
    }

    @Test(
        "are an error when a service that granted a token fails",
        arguments: [
            ([.status(503)], "the service answered with the status 503"), ([.lost()], "the service stopped answering"),
            ([.status(403)], "the service answered with the status 403"),
            ([.status(200, "../x"), .status(200)], "the name of the instance's role is malformed"),
            ([.status(200, "cleanup"), .status(404)], "the service answered with the status 404 for the role cleanup"),
            ([.status(200, "cleanup"), .lost()], "the service stopped answering"),
        ] as [([Result<TransportResponse, TransportError>], String)])
    func fails(answers: [Result<TransportResponse, TransportError>], message: String) async throws {
        let error = try await failure([.status(200, "TOPSECRET")] + answers)
        #expect(error.message == message)
        #expect(error.source == "instance metadata (169.254.169.254)")
    }

    @Test(
        "are an error that says what is wrong with the answer",
        arguments: [
            ("", "the service's answer is not a JSON object"), ("[]", "the service's answer is not a JSON object"),
            (
                #"{"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot\nassume the role."}"#,
                "the service has no credentials: AssumeRoleUnauthorizedAccess: EC2 cannot assume the role."
            ),
            (
                #"{"Code":"Success","AccessKeyId":"A","SecretAccessKey":7,"Token":"TOPSECRET"}"#,
                "the service's answer is not a JSON object with credentials as text"
            ),
            (#"{"Code":"Success","SecretAccessKey":"TOPSECRET"}"#, "the access key's id is missing"),
            (
                #"{"AccessKeyId":"A","SecretAccessKey":"TOPSECRET","Expiration":"2026-01-31T12:00:00Z"}"#,
                "the credentials expired at 2026-01-31T12:00:00Z"
            ),
        ])
    func malformed(body: String, message: String) async throws {
        let error = try await failure([.status(200, "t"), .status(200, "cleanup"), .status(200, body)])
        #expect(error.message == message)
    }

    @Test("are an error when the token can't be a header")
    func malformedToken() async throws {
        #expect(try await failure([.status(200, "TOPSECRET\r\nX: y")]).message.contains("token"))
        #expect(try await failure([.status(200, "")]).message.contains("token"))
    }

    @Test("stop being asked for when the task is cancelled")
    func cancelled() async {
        let task = Task { () -> Credentials? in
            withUnsafeCurrentTask { $0?.cancel() }
            let transport = StubTransport([])
            return try await InstanceMetadataCredentialProvider(
                settings: InstanceMetadataSettings(environment: [:]), transport: transport, now: { credentialsNow }
            ).credentials()
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}

@Suite("Settings of the instance metadata service")
struct InstanceMetadataSettingsTests {
    @Test(
        "give the service's address: the environment's, then the profile's, then the standard one",
        arguments: [
            ([:], [:], "http://169.254.169.254"),
            (["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"], [:], "http://[fd00:ec2::254]"),
            ([:], ["ec2_metadata_service_endpoint_mode": "ipv6"], "http://[fd00:ec2::254]"),
            (
                ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv4"], ["ec2_metadata_service_endpoint_mode": "ipv6"],
                "http://169.254.169.254"
            ),
            ([:], ["ec2_metadata_service_endpoint": "http://localhost:1338/base/"], "http://localhost:1338/base"),
            (
                [
                    "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:80",
                    "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6",
                ], ["ec2_metadata_service_endpoint": "http://other"], "http://127.0.0.1"
            ),
            (
                ["AWS_EC2_METADATA_SERVICE_ENDPOINT": ""], ["ec2_metadata_service_endpoint": "http://other"],
                "http://other"
            ),
        ] as [([String: String], [String: String], String)])
    func endpoint(environment: [String: String], profile: [String: String], url: String) throws {
        let endpoint = try InstanceMetadataSettings(environment: environment, profile: profile).endpoint()
        #expect("\(endpoint.scheme)://\(endpoint.authority)\(endpoint.path)" == url)
    }

    @Test("give limits, the environment's first")
    func limits() throws {
        let defaults = InstanceMetadataSettings(environment: [:])
        #expect(try defaults.timeout() == .seconds(1))
        #expect(try defaults.attempts() == 1)
        let profile = ["metadata_service_timeout": "5", "metadata_service_num_attempts": "4"]
        let settings = InstanceMetadataSettings(
            environment: ["AWS_METADATA_SERVICE_TIMEOUT": "2.5"], profile: profile)
        #expect(try settings.timeout() == .milliseconds(2_500))
        #expect(try settings.attempts() == 4)
    }

    @Test(
        "are an error that names the setting",
        arguments: [
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": "169.254.169.254", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "both",
            "AWS_METADATA_SERVICE_TIMEOUT": "0", "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "0",
        ])
    func invalid(variable: String, value: String) async {
        func check(_ settings: InstanceMetadataSettings, _ name: String) async {
            let error = await #expect(throws: CredentialError.self) {
                try await InstanceMetadataCredentialProvider(
                    settings: settings, transport: StubTransport([]), now: { credentialsNow }
                ).credentials()
            }
            #expect(error?.source == name)
        }
        await check(InstanceMetadataSettings(environment: [variable: value]), variable)
        let setting = String(variable.dropFirst("AWS_".count).lowercased())
        await check(InstanceMetadataSettings(environment: [:], profile: [setting: value]), setting)
    }
}
