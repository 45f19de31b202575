import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@testable import AWSClient

@Suite("A token of single sign-on")
struct SSORefreshTests {
    private static let path = SignedInMachine.sessionPath

    private static func newToken(_ members: String = #","refreshToken":"TOPSECRET-NEXT""#)
        -> Result<TransportResponse, any Error>
    {
        .success(
            TransportResponse(
                .ok, text: #"{"accessToken":"TOPSECRET-NEW","expiresIn":28800,"tokenType":"Bearer"\#(members)}"#))
    }

    private func bearer(_ machine: SignedInMachine) throws -> String? {
        machine.portal.requests.first?.head.headerFields[try #require(HTTPField.Name("x-amz-sso_bearer_token"))]
    }

    private func members(_ machine: SignedInMachine) throws -> [String: JSONMember] {
        try JSONDecoder().decode([String: JSONMember].self, from: try #require(machine.disk[Self.path]))
    }

    @Test("is refreshed from 15 minutes before its end on, and not before", arguments: [(900, false), (899, true)])
    func window(seconds: Int, isRefreshed: Bool) async throws {
        let machine = SignedInMachine(
            [Self.path: try SignedInMachine.token(endsIn: seconds)], oidc: [Self.newToken()])
        #expect(try await machine.provider().credentials() != nil)
        #expect(machine.oidc.requests.count == (isRefreshed ? 1 : 0))
        #expect(try bearer(machine) == (isRefreshed ? "TOPSECRET-NEW" : "TOPSECRET-ACCESS-TOKEN"))
    }

    @Test("is refreshed by an unsigned call with the refresh token")
    func request() async throws {
        let machine = SignedInMachine([Self.path: try SignedInMachine.token(endsIn: -60)], oidc: [Self.newToken()])
        _ = try await machine.provider().credentials()
        let request = try #require(machine.oidc.requests.first)
        #expect(request.head.method == .post)
        #expect(request.head.authority == "oidc.eu-central-1.amazonaws.com")
        #expect(request.head.path == "/token")
        #expect(request.head.headerFields[.authorization] == nil)
        #expect(
            try JSONDecoder().decode([String: String].self, from: request.body) == [
                "clientId": "client", "clientSecret": "TOPSECRET-CLIENT-SECRET", "grantType": "refresh_token",
                "refreshToken": "TOPSECRET-REFRESH-TOKEN",
            ])
    }

    @Test("is written back with its end, beside the members that other tools need")
    func writeBack() async throws {
        let more = SignedInMachine.registration.merging(["scopes": ["sso:account:access"], "version": 3]) { $1 }
        let machine = SignedInMachine(
            [Self.path: try SignedInMachine.token(endsIn: 60, more)], oidc: [Self.newToken()])
        _ = try await machine.provider().credentials()
        #expect(
            try members(machine) == [
                "accessToken": .text("TOPSECRET-NEW"), "expiresAt": .text("2026-01-31T20:00:00Z"),
                "refreshToken": .text("TOPSECRET-NEXT"), "clientId": .text("client"),
                "clientSecret": .text("TOPSECRET-CLIENT-SECRET"), "region": .text("eu-central-1"),
                "registrationExpiresAt": .text("2026-03-01T12:00:00Z"),
                "startUrl": .text("https://example.awsapps.com/start"), "scopes": .texts(["sso:account:access"]),
                "version": .number(3),
            ])
    }

    @Test("is written back without a refresh token when the answer has none, as botocore does")
    func noNextRefresh() async throws {
        let machine = SignedInMachine([Self.path: try SignedInMachine.token(endsIn: 60)], oidc: [Self.newToken("")])
        _ = try await machine.provider().credentials()
        #expect(try members(machine)["refreshToken"] == nil)
    }

    @Test("is not refreshed where its successor can't be written, since a refresh token is good for one refresh")
    func readOnly() async throws {
        let machine = SignedInMachine([Self.path: try SignedInMachine.token(endsIn: 60)], oidc: [Self.newToken()])
        machine.disk.makeReadOnly()
        #expect(try await machine.provider().credentials() != nil)
        #expect(try bearer(machine) == "TOPSECRET-ACCESS-TOKEN")
        let ended = SignedInMachine([Self.path: try SignedInMachine.token(endsIn: -60)], oidc: [Self.newToken()])
        ended.disk.makeReadOnly()
        let error = await #expect(throws: CredentialError.self) { try await ended.provider().credentials() }
        #expect(error?.message.contains("can't be written") == true)
        #expect(machine.oidc.requests.isEmpty && ended.oidc.requests.isEmpty)
    }

    @Test("is read again where another process has refreshed it meanwhile", arguments: [-60, 60])
    func twoProcesses(endsIn: Int) async throws {
        let disk = Disk([Self.path: try SignedInMachine.token(endsIn: endsIn)])
        let newer = try SignedInMachine.token(endsIn: 3_600, ["accessToken": "TOPSECRET-OF-THE-OTHER"])
        let oidc = StubTransport { _, _ in
            disk.put(newer, at: Self.path)
            return try Result.ssoError("InvalidGrantException", status: .badRequest).get()
        }
        let machine = SignedInMachine(disk, oidc: oidc)
        #expect(try await machine.provider().credentials() != nil)
        #expect(try bearer(machine) == "TOPSECRET-OF-THE-OTHER")
    }

    @Test("is read again where the portal refuses it after another process's refresh")
    func refusedByThePortal() async throws {
        let disk = Disk([Self.path: try SignedInMachine.token(endsIn: 3_600)])
        let newer = try SignedInMachine.token(endsIn: 7_200, ["accessToken": "TOPSECRET-OF-THE-OTHER"])
        let portal = StubTransport { _, number in
            guard number > 1 else {
                disk.put(newer, at: Self.path)
                return try Result.ssoError("UnauthorizedException", status: .unauthorized).get()
            }
            return try Result.roleCredentials.get()
        }
        let machine = SignedInMachine(disk, portal: portal, oidc: StubTransport([]))
        #expect(try await machine.provider().credentials() != nil)
        #expect(machine.portal.requests.count == 2)
    }

    @Test(
        "does not replace a good one where the answer is none that a tool takes",
        arguments: [
            #"{"accessToken":"","expiresIn":60}"#, #"{"accessToken":"a\r\nb","expiresIn":60}"#,
            #"{"accessToken":"TOPSECRET-NEW","expiresIn":-1}"#,
        ])
    func malformedAnswer(text: String) async throws {
        let token = try SignedInMachine.token(endsIn: 60)
        let answer = Result<TransportResponse, any Error>.success(TransportResponse(.ok, text: text))
        let machine = SignedInMachine([Self.path: token], oidc: [answer, answer])
        #expect(try await machine.provider().credentials() != nil)
        #expect(machine.disk[Self.path] == Data(token.utf8))
    }

    @Test(
        "is used to its end when it can't be refreshed",
        arguments: [
            [.ssoError("InvalidGrantException", status: .badRequest)], [.network(.connectionLost), .network(.other)],
            [.success(TransportResponse(.ok, text: "{}")), .success(TransportResponse(.ok, text: "{}"))],
        ] as [[Result<TransportResponse, any Error>]])
    func failedRefresh(answers: [Result<TransportResponse, any Error>]) async throws {
        let token = try SignedInMachine.token(endsIn: 1)
        let machine = SignedInMachine([Self.path: token], oidc: answers)
        #expect(try await machine.provider().credentials() != nil)
        #expect(try bearer(machine) == "TOPSECRET-ACCESS-TOKEN")
        #expect(machine.oidc.requests.count == answers.count)
        #expect(machine.disk[Self.path] == Data(token.utf8))
    }

    @Test(
        "is not refreshed without the values for it or after the end of the registration",
        arguments: ["refreshToken", "clientId", "clientSecret", "registrationExpiresAt", "ended"])
    func noRefresh(missing: String) async throws {
        var more = SignedInMachine.registration
        more[missing] = nil
        if missing == "ended" { more["registrationExpiresAt"] = "2026-01-31T12:00:00Z" }
        let machine = SignedInMachine([Self.path: try SignedInMachine.token(endsIn: 60, more)])
        #expect(try await machine.provider().credentials() != nil)
        #expect(machine.oidc.requests.isEmpty)
    }

    @Test("that has ended and can't be refreshed is an error with the reason and how to sign in")
    func endedAndFailed() async throws {
        let body = #"{"error":"invalid_grant","error_description":"no to TOPSECRET-REFRESH-TOKEN"}"#
        let machine = SignedInMachine(
            [Self.path: try SignedInMachine.token(endsIn: -1)],
            oidc: [.ssoError("InvalidGrantException", status: .badRequest, body)])
        let provider = try machine.provider()
        let error = try #require(await #expect(throws: CredentialError.self) { try await provider.credentials() })
        #expect(
            error.message
                == "the sign-in ended at 2026-01-31T11:59:59Z, and can't be refreshed: "
                + "sso-oauth:CreateToken: InvalidGrantException: no to [redacted] (HTTP 400)")
        #expect(error.nextStep == "Run: aws sso login --sso-session dev")
        #expect(machine.portal.requests.isEmpty)
    }
}

/// A member of a cached token.
private enum JSONMember: Decodable, Hashable {
    case text(String)
    case texts([String])
    case number(Int)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let texts = try? container.decode([String].self) {
            self = .texts(texts)
        } else {
            self = .number(try container.decode(Int.self))
        }
    }
}
