import Foundation
import HTTPTransport
import HTTPTypes
import ImageModel
import TestSupport
import Testing

@testable import AWSClient

@Suite("The credentials of a web identity")
struct WebIdentityCredentialProviderTests {
    private static let token = "eyJhbGciOiJSUzI1NiJ9.TOPSECRET-TOKEN-OF-THE-POD.c2lnbmF0dXJl"
    private static let arn = "arn:aws:iam::123456789012:role/ci"

    private static func answer(expiration: String = "2026-01-31T13:00:00Z") -> TransportResponse {
        TransportResponse(
            .ok,
            text: "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>"
                + "<AccessKeyId>ASIAWEB</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
                + "<SessionToken>t</SessionToken><Expiration>\(expiration)</Expiration></Credentials>"
                + "</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>")
    }

    private static func fault(_ code: String, _ message: String = "no", status: HTTPResponse.Status = .badRequest)
        -> TransportResponse
    {
        TransportResponse(
            status,
            text: "<ErrorResponse><Error><Code>\(code)</Code><Message>\(message)</Message></Error></ErrorResponse>")
    }

    private func provider(
        _ transport: any Transport, sessionName: String? = nil, role: String = arn,
        files: FileReader = .holding(["/token": token]), maximumAttempts: Int = 3
    ) throws -> WebIdentityCredentialProvider {
        let region = try #require(Region("eu-west-1"))
        let client = AWSClient(
            AWSClient.Configuration(
                service: .sts, endpoint: try EndpointResolver(environment: [:]).endpoint(for: .sts, in: region),
                maximumAttempts: maximumAttempts),
            transport: transport, credentials: NeverAsked(), system: TestMachine().system)
        return WebIdentityCredentialProvider(
            WebIdentity(
                tokenFile: "/token", roleARN: role, sessionName: sessionName, source: "AWS_WEB_IDENTITY_TOKEN_FILE"),
            sts: STSClient(client: client), files: files, now: { credentialsNow })
    }

    private func failure(_ provider: WebIdentityCredentialProvider) async throws -> CredentialError {
        let error = try #require(await #expect(throws: CredentialError.self) { try await provider.credentials() })
        #expect(error.source == "AWS_WEB_IDENTITY_TOKEN_FILE")
        #expect(!everyDescription(of: error).contains("TOPSECRET"))
        return error
    }

    @Test("are asked for with the token and no signature")
    func request() async throws {
        let transport = StubTransport { _, _ in Self.answer() }
        let found = try await provider(transport, sessionName: "job-7").credentials()
        #expect(
            found
                == Credentials(
                    accessKeyID: "ASIAWEB", secretAccessKey: "s", sessionToken: "t",
                    expiration: credentialsNow.addingTimeInterval(3_600)))
        let request = try #require(transport.requests.first)
        #expect(request.head.authority == "sts.eu-west-1.amazonaws.com")
        #expect(request.head.headerFields[.authorization] == nil)
        #expect(!request.head.headerFields.contains { $0.name.rawName.lowercased() == "x-amz-security-token" })
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == "Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
                + "&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fci&RoleSessionName=job-7"
                + "&WebIdentityToken=\(Self.token)")
    }

    @Test("have a session that is named after the program and the time by default", arguments: [nil, ""])
    func sessionName(name: String?) async throws {
        let transport = StubTransport { _, _ in Self.answer() }
        _ = try await provider(transport, sessionName: name).credentials()
        let body = String(decoding: try #require(transport.requests.first).body, as: UTF8.self)
        #expect(body.contains("&RoleSessionName=ecr-cleanup-1769860800&"))
    }

    @Test("are asked for with the file's present token each time, without its line break")
    func tokenIsReadAgain() async throws {
        let tokens = AuthorizationTokens(["first\n", "second"])
        let transport = StubTransport { _, _ in Self.answer() }
        let provider = try provider(transport, files: FileReader { _ in tokens.next() })
        _ = try await provider.credentials()
        _ = try await provider.credentials()
        let sent = transport.requests.map { String(decoding: $0.body, as: UTF8.self).split(separator: "=").last }
        #expect(sent == ["first", "second"])
    }

    @Test("are asked for again when STS can't reach the identity provider, as botocore does")
    func retries() async throws {
        let transport = StubTransport { _, number in number < 3 ? Self.fault("IDPCommunicationError") : Self.answer() }
        #expect(try await provider(transport).credentials()?.accessKeyID == "ASIAWEB")
        #expect(transport.requests.count == 3)
    }

    @Test(
        "are refused once, with what to do",
        arguments: [
            ("InvalidIdentityToken", "trust policy"), ("AccessDenied", "trust policy"),
            ("IDPRejectedClaim", "trust policy"), ("ExpiredTokenException", "replaces the file"),
        ])
    func refused(code: String, step: String) async throws {
        let transport = StubTransport { _, _ in Self.fault(code, "bad token \(Self.token)") }
        let error = try await failure(provider(transport))
        #expect(transport.requests.count == 1)
        #expect(
            error.message.hasPrefix(
                "the role \(Self.arn) can't be assumed: sts:AssumeRoleWithWebIdentity: \(code): bad token [redacted]"))
        #expect(!error.message.contains("allow sts:"))
        #expect(error.nextStep.contains(step))
    }

    @Test(
        "are an error without a token, and nothing is sent",
        arguments: [
            ([:], "the file /token can't be read"), (["/token": ""], "the file /token does not hold a token"),
            (["/token": " \n"], "the file /token does not hold a token"),
            (["/token": "TOPSECRET and more"], "the file /token does not hold a token"),
        ])
    func noToken(files: [String: String], message: String) async throws {
        let transport = StubTransport([])
        #expect(try await failure(provider(transport, files: .holding(files))).message == message)
        #expect(transport.requests.isEmpty)
    }

    @Test("are an error without a role")
    func noRole() async throws {
        #expect(try await failure(provider(StubTransport([]), role: "")).nextStep.contains("AWS_ROLE_ARN"))
    }

    @Test("that have ended already are an error")
    func expired() async throws {
        let transport = StubTransport { _, _ in Self.answer(expiration: "2026-01-31T12:00:00Z") }
        #expect(try await failure(provider(transport)).message.contains("expired at 2026-01-31T12:00:00Z"))
    }
}
