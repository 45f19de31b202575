import Testing

@testable import AWSClient

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Credentials from the environment")
struct CredentialsEnvironmentTests {
    private func credentials(_ environment: [String: String]) throws -> Credentials? {
        try EnvironmentCredentialProvider(environment: environment, now: { credentialsNow }).credentials()
    }

    @Test("are key and secret")
    func keys() throws {
        let found = try credentials([
            "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "",
        ])
        #expect(found == Credentials(accessKeyID: "AKID", secretAccessKey: "s"))
    }

    @Test("are temporary with a token and an end")
    func temporary() throws {
        let found = try credentials([
            "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t",
            "AWS_CREDENTIAL_EXPIRATION": "2026-01-31T13:00:00+00:00",
        ])
        #expect(found?.sessionToken == "t")
        #expect(found?.expiration == credentialsNow.addingTimeInterval(3600))
    }

    @Test("are none when neither key is set", arguments: [[:], ["AWS_ACCESS_KEY_ID": "", "AWS_SESSION_TOKEN": "t"]])
    func none(environment: [String: String]) throws {
        #expect(try credentials(environment) == nil)
    }

    @Test(
        "are refused with an error that names what is wrong",
        arguments: [
            (["AWS_ACCESS_KEY_ID": "AKID"], "AWS_SECRET_ACCESS_KEY: it is not set"),
            (["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "TOPSECRET"], "AWS_ACCESS_KEY_ID: it is not set"),
            (["AWS_ACCESS_KEY_ID": "AK\nID", "AWS_SECRET_ACCESS_KEY": "TOPSECRET"], "access key's id holds"),
            (
                [
                    "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "TOPSECRET",
                    "AWS_SESSION_TOKEN": "TOPSECRET\n",
                ],
                "session token holds"
            ),
            (
                [
                    "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "TOPSECRET",
                    "AWS_CREDENTIAL_EXPIRATION": "soon",
                ], "not a time"
            ),
            (
                [
                    "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "TOPSECRET",
                    "AWS_CREDENTIAL_EXPIRATION": "2026-01-31T12:00:00Z",
                ], "expired at 2026-01-31T12:00:00Z"
            ),
        ] as [([String: String], String)])
    func refused(environment: [String: String], cause: String) {
        let error = #expect(throws: CredentialError.self) { try credentials(environment) }
        #expect(error?.description.contains(cause) == true)
        #expect(error?.description.contains("TOPSECRET") == false)
    }

    @Test(
        "have an end in any form of ISO 8601 that AWS tools write",
        arguments: [
            "2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000Z", "2026-01-31T12:00:00+00:00",
            "2026-01-31T13:00:00+01:00",
            "2026-01-31T12:00:00.000000+00:00",
        ])
    func times(text: String) {
        #expect(CredentialDocument.date(text) == credentialsNow)
    }

    @Test(
        "have no end without a time zone or without a time",
        arguments: ["2026-01-31T12:00:00", "2026-01-31", "", "1769860800"])
    func noTimes(text: String) {
        #expect(CredentialDocument.date(text) == nil)
    }

    @Test("show no secret in any description")
    func noSecret() {
        let credentials = Credentials(accessKeyID: "AKID", secretAccessKey: "TOPSECRET", sessionToken: "TOPSECRET")
        #expect(!everyDescription(of: credentials).contains("TOPSECRET"))
        #expect(!everyDescription(of: [credentials]).contains("TOPSECRET"))
    }
}
