import Testing

@testable import AWSClient

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("credential_process")
struct CredentialsProcessTests {
    private func credentials(
        _ command: String, environment: [String: String] = ["PATH": "/usr/bin:/bin"],
        sleep: @escaping @Sendable (Duration) async throws -> Void = sleepForever
    ) async throws -> Credentials {
        try await CredentialProcess(
            command: command, source: "credential_process of the profile p", environment: environment,
            now: { credentialsNow }, sleep: sleep
        ).credentials()
    }

    @Test("gives what its program prints")
    func prints() async throws {
        let found = try await credentials(
            #"""
            /bin/echo '{"Version": 1, "AccessKeyId": "AKID", "SecretAccessKey": "s", "SessionToken": "t",
            "Expiration": "2026-01-31T13:00:00Z", "AccountId": "123456789012"}'
            """#)
        #expect(
            found
                == Credentials(
                    accessKeyID: "AKID", secretAccessKey: "s", sessionToken: "t",
                    expiration: credentialsNow.addingTimeInterval(3600)))
    }

    @Test("finds its program by PATH and gets the environment, nothing on its input, and no shell of ours")
    func environment() async throws {
        let found = try await credentials(
            #"""
            sh -c 'read line; printf "{\"Version\":1,\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"%s\"}" "$KEY$line" "$1"' sh '$KEY'
            """#, environment: ["PATH": "/usr/bin:/bin", "KEY": "AKID"])
        #expect(found == Credentials(accessKeyID: "AKID", secretAccessKey: "$KEY"))
    }

    @Test(
        "is refused with the cause, and without its command or what it printed",
        arguments: [
            (#"sh -c 'echo TOPSECRET; echo TOPSECRET >&2; exit 3'"#, "exit status 3"),
            (#"sh -c 'kill -KILL $$' TOPSECRET"#, "signal 9"),
            (#"echo TOPSECRET"#, "not a JSON object"),
            (#"echo"#, "not a JSON object"),
            (#"echo '["TOPSECRET"]'"#, "not a JSON object"),
            (#"echo '{"Version": 1, "AccessKeyId": 7, "SecretAccessKey": "TOPSECRET"}'"#, "not a JSON object"),
            (#"echo '{"Version": 2, "AccessKeyId": "AKID", "SecretAccessKey": "TOPSECRET"}'"#, "Version"),
            (#"echo '{"AccessKeyId": "AKID", "SecretAccessKey": "TOPSECRET"}'"#, "Version"),
            (#"echo '{"Version": 1, "SecretAccessKey": "TOPSECRET"}'"#, "access key's id is missing"),
            (#"echo '{"Version": 1, "AccessKeyId": "AKID"}'"#, "secret access key is missing"),
            (
                #"echo '{"Version":1,"AccessKeyId":"AKID","SecretAccessKey":"TOPSECRET","Expiration":"2026-01-31T11:00:00Z"}'"#,
                "expired"
            ),
            (
                #"echo '{"Version":1,"AccessKeyId":"AKID","SecretAccessKey":"TOPSECRET","Expiration":"TOPSECRET"}'"#,
                "not a time"
            ),
            ("head -c 10000000 /dev/zero", "more than 65536 bytes"),
            ("/no/such/program TOPSECRET", "can't be run"),
            ("no-such-program TOPSECRET", "can't be run"),
            ("/tmp TOPSECRET", "can't be run"),
            ("tool 'TOPSECRET", "quote"),
            ("tool TOPSECRET\\", "backslash"),
            ("''", "can't be run"),
            ("  ", "names no program"),
        ])
    func refused(command: String, cause: String) async {
        let error = await #expect(throws: CredentialError.self) { try await credentials(command) }
        #expect(error?.message.contains(cause) == true)
        #expect(error?.source == "credential_process of the profile p")
        #expect(error?.nextStep.contains("by hand") == true)
        #expect(error?.description.contains("TOPSECRET") == false)
    }

    @Test("that hangs is ended when its time is over", .timeLimit(.minutes(10)))
    func hangs() async {
        let clock = CountedSleep()
        let error = await #expect(throws: CredentialError.self) {
            try await credentials("sleep 1000") { try await clock.sleep($0) }
        }
        #expect(error?.message.contains("did not end within") == true)
        #expect(await clock.durations == [CredentialProcess.timeout])
    }

    @Test("ends with the task that waits for it", .timeLimit(.minutes(10)))
    func cancelled() async {
        let task = Task { try await credentials("sleep 1000") }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
