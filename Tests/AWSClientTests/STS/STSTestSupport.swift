import AWSClient
import Foundation
import HTTPTransport
import ImageModel
import Synchronization
import TestSupport
import Testing

/// Credentials that are always there.
struct FixedCredentials: CredentialProvider {
    func credentials() -> Credentials? {
        Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "key-of-a-test-account")
    }
}

extension STSClient {
    /// A client in a world where nothing waits and no call is repeated.
    static func forTests(
        _ transport: any Transport, credentials: any CredentialProvider = FixedCredentials(),
        now: @escaping @Sendable () -> Date = { Date(timeIntervalSince1970: 1_769_860_800) }
    ) throws -> STSClient {
        let region = try #require(Region("eu-west-1"))
        return STSClient(
            client: AWSClient(
                AWSClient.Configuration(
                    service: .sts, endpoint: try EndpointResolver(environment: [:]).endpoint(for: .sts, in: region),
                    maximumAttempts: 1),
                transport: transport, credentials: credentials,
                system: SystemContext(
                    now: now, sleep: { _ in try Task.checkCancellation() }, random: { 0.5 })))
    }
}
