import AWSClient
import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import S3Client
import TestSupport
import Testing

/// 2026-01-31T12:00:00Z.
let present = Date(timeIntervalSince1970: 1_769_860_800)

struct FixedCredentials: CredentialProvider {
    func credentials() -> Credentials? {
        Credentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret-of-the-test", sessionToken: "token-of-the-test")
    }
}

extension S3Client {
    /// A client by the environment's settings.
    static func forTests(
        _ transport: any Transport, region: String = "eu-west-1", environment: [String: String] = [:],
        maximumAttempts: Int = 1
    ) throws -> S3Client {
        let region = try #require(Region(region))
        let configuration = AWSClient.Configuration(
            service: .s3, endpoint: try EndpointResolver(environment: environment).endpoint(for: .s3, in: region),
            maximumAttempts: maximumAttempts)
        let system = SystemContext(
            now: { present }, sleep: { _ in try Task.checkCancellation() }, random: { 0 })
        return S3Client(
            client: AWSClient(
                configuration, transport: transport, credentials: FixedCredentials(), system: system))
    }
}

extension Result where Success == TransportResponse, Failure == any Error {
    static func answer(
        _ text: String = "", status: HTTPResponse.Status = .ok, _ fields: [String: String] = [:]
    ) -> Self {
        var headers = HTTPFields()
        for (name, value) in fields {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return .success(TransportResponse(status, headers: headers, text: text))
    }

    /// An error as S3 answers it.
    static func error(
        _ code: String, status: HTTPResponse.Status, more: String = "", _ fields: [String: String] = [:]
    ) -> Self {
        answer(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>\(code)</Code><Message>no</Message>\(more)<RequestId>R</RequestId><HostId>H</HostId></Error>
            """, status: status, fields)
    }
}

/// The error of a call that must fail.
func failure(_ call: () async throws -> some Any) async throws -> AWSError {
    try #require(await #expect(throws: AWSError.self) { _ = try await call() })
}

/// An object's address.
func uri(_ text: String) throws -> S3URI { try #require(S3URI(text)) }
