import Foundation
import Testing

@testable import AWSClient

@Suite("Credentials of a login session")
struct CredentialsLoginTests {
    /// The SHA-256 hash of the session's name, as `sha256sum` gives it.
    private static let file = "286187707741fc2ccb93cf9e56dbd0ee0a16208feed5fbc8ae1baa86d44c283f.json"
    private static let path = "/home/me/.aws/login/cache/" + file

    private static func cache(end: String = "2026-01-31T12:15:00Z") -> String {
        #"{"accessToken":{"accessKeyId":"ASIALOGIN","secretAccessKey":"TOPSECRET","sessionToken":"t","#
            + #""accountId":"123456789012","expiresAt":"\#(end)"},"refreshToken":"TOPSECRET","clientId":"c"}"#
    }

    private func credentials(
        _ files: [String: String], environment: [String: String] = ["HOME": "/home/me"]
    ) throws -> Credentials? {
        try LoginCredentialProvider(
            LoginSession(name: "arn:aws:iam::123456789012:user/me", profileName: "dev", source: "profile dev"),
            environment: environment, files: .holding(files), now: { credentialsNow }
        ).credentials()
    }

    @Test(
        "are the cached ones while they last",
        arguments: [
            (path, [:]), ("/cache/" + file, ["AWS_LOGIN_CACHE_DIRECTORY": "/cache"]),
            ("/home/me/c/" + file, ["AWS_LOGIN_CACHE_DIRECTORY": "~/c"]), (path, ["AWS_LOGIN_CACHE_DIRECTORY": ""]),
        ] as [(String, [String: String])])
    func cached(path: String, variables: [String: String]) throws {
        let environment = ["HOME": "/home/me"].merging(variables) { $1 }
        #expect(
            try credentials([path: Self.cache()], environment: environment)
                == Credentials(
                    accessKeyID: "ASIALOGIN", secretAccessKey: "TOPSECRET", sessionToken: "t",
                    expiration: credentialsNow.addingTimeInterval(900)))
    }

    @Test(
        "are an error that says how to sign in when they are missing, malformed or at their end",
        arguments: [
            ([:], "nobody is signed in: there is no file \(path)"),
            ([path: "{"], "the cached sign-in \(path) is not a JSON object with credentials"),
            (
                [path: #"{"accessToken":"TOPSECRET"}"#],
                "the cached sign-in \(path) is not a JSON object with credentials"
            ),
            ([path: cache(end: "2026-01-31T12:00:00Z")], "the credentials expired at 2026-01-31T12:00:00Z"),
            ([path: cache(end: "TOPSECRET")], "the expiration is not a time such as 2026-01-31T12:00:00Z"),
        ])
    func notSignedIn(files: [String: String], message: String) throws {
        let error = try #require(#expect(throws: CredentialError.self) { try credentials(files) })
        #expect(error.message == message)
        #expect(error.nextStep == "Run: aws login --profile dev")
        #expect(!everyDescription(of: error).contains("TOPSECRET"))
    }

    @Test("are an error without HOME")
    func noHome() throws {
        let error = #expect(throws: CredentialError.self) { try credentials([:], environment: [:]) }
        #expect(error?.message.contains("HOME is not set") == true)
    }
}
