import AWSClient
import Foundation
import HTTPTransport
import ImageModel
import Testing

private struct FixedCredentials: CredentialProvider {
    func credentials() -> Credentials? { Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret") }
}

extension AWSClient {
    /// A client of a service in eu-west-1.
    static func forTests(_ service: AWSService, _ transport: any Transport) throws -> AWSClient {
        let region = try #require(Region("eu-west-1"))
        return AWSClient(
            Configuration(
                service: service, endpoint: try EndpointResolver(environment: [:]).endpoint(for: service, in: region)),
            transport: transport, credentials: FixedCredentials(),
            system: SystemContext(now: { Date() }, sleep: { _ in }, random: { 0.5 }))
    }
}
