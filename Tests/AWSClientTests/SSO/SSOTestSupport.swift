import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import Synchronization
import TestSupport
import Testing

@testable import AWSClient

/// A machine with a cached sign-in, and the two services of IAM Identity Center behind one transport.
struct SignedInMachine {
    /// The SHA-1 hashes of `dev` and of the start URL, as `sha1sum` gives them.
    static let sessionPath = "/home/me/.aws/sso/cache/34c6fceca75e456f25e7e99531e2425c6c1de443.json"
    static let legacyPath = "/home/me/.aws/sso/cache/e8be5486177c5b5392bd9aa76563515b29358e6e.json"

    /// The files, which a refresh changes.
    let disk: Disk
    let portal: StubTransport
    let oidc: StubTransport

    init(
        _ files: [String: String], portal: [Result<TransportResponse, any Error>] = [.roleCredentials],
        oidc: [Result<TransportResponse, any Error>] = []
    ) {
        disk = Disk(files)
        self.portal = StubTransport(portal)
        self.oidc = StubTransport(oidc)
    }

    /// A machine on which another process works, too: the services' transports may change the disk.
    init(_ disk: Disk, portal: StubTransport = StubTransport([.roleCredentials]), oidc: StubTransport) {
        (self.disk, self.portal, self.oidc) = (disk, portal, oidc)
    }

    /// A cached token that ends so many seconds after the tests' present.
    static func token(endsIn seconds: Int, _ more: [String: any Sendable] = registration) throws -> String {
        let members: [String: any Sendable] = [
            "accessToken": "TOPSECRET-ACCESS-TOKEN", "startUrl": "https://example.awsapps.com/start",
            "region": "eu-central-1", "expiresAt": time(inSeconds: seconds),
        ]
        let data = try JSONSerialization.data(withJSONObject: members.merging(more) { $1 })
        return String(decoding: data, as: UTF8.self)
    }

    /// The members of a token that can be refreshed.
    static let registration: [String: any Sendable] = [
        "refreshToken": "TOPSECRET-REFRESH-TOKEN", "clientId": "client", "clientSecret": "TOPSECRET-CLIENT-SECRET",
        "registrationExpiresAt": "2026-03-01T12:00:00Z",
    ]

    static func time(inSeconds seconds: Int) -> String {
        credentialsNow.addingTimeInterval(Double(seconds)).formatted(.iso8601)
    }

    func provider(session: String? = "dev", home: String? = "/home/me") throws -> SSOCredentialProvider {
        let region = try #require(Region("eu-central-1"))
        func client(_ service: AWSService, _ transport: any Transport) throws -> AWSClient {
            AWSClient(
                AWSClient.Configuration(
                    service: service,
                    endpoint: try EndpointResolver(environment: [:]).endpoint(for: service, in: region),
                    maximumAttempts: 2),
                transport: transport, credentials: NeverAsked(), system: TestMachine().system)
        }
        return SSOCredentialProvider(
            SSOSettings(
                sessionName: session, startURL: "https://example.awsapps.com/start", region: "eu-central-1",
                accountID: "123456789012", roleName: "Cleanup+Role", profileName: "my profile", source: "profile dev"),
            portal: SSOClient(client: try client(.sso, portal)),
            oidc: SSOOIDCClient(client: try client(.ssoOIDC, oidc)), home: home,
            files: disk.reader, writer: disk.writer, now: { credentialsNow })
    }
}

/// Files in memory, which can be made read-only.
final class Disk: Sendable {
    private let files: Mutex<[String: Data]>
    private let isReadOnly = Mutex(false)

    init(_ files: [String: String]) { self.files = Mutex(files.mapValues { Data($0.utf8) }) }

    func makeReadOnly() { isReadOnly.withLock { $0 = true } }

    subscript(path: String) -> Data? { files.withLock { $0[path] } }

    func put(_ text: String, at path: String) { files.withLock { $0[path] = Data(text.utf8) } }

    var reader: FileReader { FileReader { self[$0] } }

    var writer: FileWriter {
        FileWriter(isWritable: { _ in !self.isReadOnly.withLock { $0 } }) { path, bytes in
            if self.isReadOnly.withLock({ $0 }) { throw CocoaError(.fileWriteNoPermission) }
            self.files.withLock { $0[path] = bytes }
        }
    }
}

extension Result where Success == TransportResponse, Failure == any Error {
    /// Credentials that last for an hour.
    static let roleCredentials = Self.success(
        TransportResponse(
            .ok,
            text: #"{"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"s","sessionToken":"t","#
                + #""expiration":1769864400500}}"#))

    /// An error as IAM Identity Center answers it.
    static func ssoError(_ code: String, status: HTTPResponse.Status, _ body: String = #"{"message":"no"}"#) -> Self {
        .success(TransportResponse(status, headers: [.errorType: code], text: body))
    }
}
