import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@testable import AWSClient

@Suite("Credentials of single sign-on")
struct SSOCredentialProviderTests {
    private static let session = SignedInMachine.sessionPath

    private func failure(_ machine: SignedInMachine, session: String? = "dev") async throws -> CredentialError {
        let provider = try machine.provider(session: session)
        let error = try #require(await #expect(throws: CredentialError.self) { try await provider.credentials() })
        #expect(error.source == "profile dev")
        #expect(!everyDescription(of: error).contains("TOPSECRET"))
        return error
    }

    @Test(
        "are asked for with the session's token, or in the legacy form with the start URL's",
        arguments: [("dev", SignedInMachine.sessionPath), (nil, SignedInMachine.legacyPath)] as [(String?, String)])
    func request(session: String?, path: String) async throws {
        let machine = SignedInMachine([path: try SignedInMachine.token(endsIn: 3_600)])
        let found = try await machine.provider(session: session).credentials()
        #expect(
            found
                == Credentials(
                    accessKeyID: "ASIASSO", secretAccessKey: "s", sessionToken: "t",
                    expiration: credentialsNow.addingTimeInterval(3_600.5)))
        let head = try #require(machine.portal.requests.first).head
        #expect(head.method == .get)
        #expect(head.authority == "portal.sso.eu-central-1.amazonaws.com")
        #expect(head.path == "/federation/credentials?role_name=Cleanup%2BRole&account_id=123456789012")
        let bearer = try #require(HTTPField.Name("x-amz-sso_bearer_token"))
        #expect(head.headerFields[bearer] == "TOPSECRET-ACCESS-TOKEN")
        #expect(head.headerFields[.authorization] == nil)
        #expect(machine.oidc.requests.isEmpty)
    }

    @Test("are asked for with a token whose end has the form of older tools")
    func olderForm() async throws {
        let token = try SignedInMachine.token(endsIn: 0, ["expiresAt": "2026-01-31T13:00:00UTC"])
        #expect(try await SignedInMachine([Self.session: token]).provider().credentials() != nil)
    }

    @Test(
        "are an error that says how to sign in when nobody is, or when the sign-in is malformed",
        arguments: [
            ([:], "nobody is signed in: there is no file "), ([session: "["], "is malformed: it is not a JSON object"),
            ([session: "{}"], "is malformed: it has no accessToken"),
            ([session: #"{"accessToken":7}"#], "is malformed: it has no accessToken"),
            ([session: #"{"accessToken":"a\r\nb"}"#], "is malformed: its accessToken has white space"),
            ([session: #"{"accessToken":"TOPSECRET","expiresAt":"soon"}"#], "its expiresAt is not a time"),
        ])
    func notSignedIn(files: [String: String], message: String) async throws {
        let error = try await failure(SignedInMachine(files))
        #expect(error.message.contains(message))
        #expect(error.nextStep == "Run: aws sso login --sso-session dev")
    }

    @Test("are an error that says how to sign in when the sign-in has ended")
    func expired() async throws {
        let token = try SignedInMachine.token(endsIn: 0, [:])
        let machine = SignedInMachine([Self.session: token, SignedInMachine.legacyPath: token])
        let error = try await failure(machine)
        #expect(error.message == "the sign-in ended at 2026-01-31T12:00:00Z")
        #expect(error.nextStep == "Run: aws sso login --sso-session dev")
        #expect(try await failure(machine, session: nil).nextStep == "Run: aws sso login --profile 'my profile'")
        #expect(machine.portal.requests.isEmpty)
    }

    @Test("are refused with characters that no key has", arguments: [#""#, #"A B"#, #"A\r\nB"#])
    func malformedKeys(id: String) async throws {
        let text =
            #"{"roleCredentials":{"accessKeyId":"\#(id)","secretAccessKey":"s","sessionToken":"t","#
            + #""expiration":1769864400500}}"#
        let machine = SignedInMachine(
            [Self.session: try SignedInMachine.token(endsIn: 3_600)],
            portal: [.success(TransportResponse(.ok, text: text))])
        #expect(try await failure(machine).message.contains("access key's id"))
    }

    @Test("of the legacy form never lead to a refresh")
    func legacy() async throws {
        let machine = SignedInMachine([SignedInMachine.legacyPath: try SignedInMachine.token(endsIn: 60)])
        #expect(try await machine.provider(session: nil).credentials() != nil)
        #expect(machine.oidc.requests.isEmpty)
    }

    @Test("are an error without HOME")
    func noHome() async throws {
        let provider = try SignedInMachine([:]).provider(home: nil)
        let error = await #expect(throws: CredentialError.self) { try await provider.credentials() }
        #expect(error?.message.contains("HOME is not set") == true)
    }

    @Test(
        "are an error that says what to do when the portal refuses",
        arguments: [
            ("UnauthorizedException", 401, "Run: aws sso login --sso-session dev"),
            ("ForbiddenException", 403, "Check sso_account_id and sso_role_name"),
            ("ResourceNotFoundException", 404, "Check sso_account_id and sso_role_name"),
            ("Whatever", 503, "Check the network"),
        ])
    func refused(code: String, status: Int, step: String) async throws {
        let answer = Result<TransportResponse, any Error>.ssoError(
            code, status: .init(code: status), #"{"message":"no to TOPSECRET-ACCESS-TOKEN"}"#)
        let machine = SignedInMachine(
            [Self.session: try SignedInMachine.token(endsIn: 3_600)], portal: [answer, answer])
        let error = try await failure(machine)
        #expect(error.message.contains("\(code): no to [redacted] (HTTP \(status)"))
        #expect(error.nextStep.hasPrefix(step))
    }

    @Test("that have ended already are an error")
    func expiredCredentials() async throws {
        let body =
            #"{"roleCredentials":{"accessKeyId":"A","secretAccessKey":"s","sessionToken":"t","expiration":1769860800}}"#
        let machine = SignedInMachine(
            [Self.session: try SignedInMachine.token(endsIn: 3_600)],
            portal: [.success(TransportResponse(.ok, text: body))])
        #expect(try await failure(machine).message.contains("expired at 1970-01-21"))
    }
}
