import Foundation
import Testing

@testable import AWSClient

@Suite("Where the shared AWS files are, and which profile is chosen")
struct SharedConfigFilesTests {
    @Test(
        "paths are those of the variables, with ~ by HOME",
        arguments: [
            (["HOME": "/home/me"], ["/home/me/.aws/config", "/home/me/.aws/credentials"]),
            (["HOME": "/home/me", "AWS_CONFIG_FILE": "/x"], ["/x", "/home/me/.aws/credentials"]),
            (["HOME": "/home/me", "AWS_SHARED_CREDENTIALS_FILE": "~/k"], ["/home/me/.aws/config", "/home/me/k"]),
            (["HOME": "/home/me", "AWS_CONFIG_FILE": ""], ["/home/me/.aws/config", "/home/me/.aws/credentials"]),
            (["AWS_CONFIG_FILE": "relative/~"], ["relative/~"]),
            ([:], []),
        ] as [([String: String], [String])])
    func paths(environment: [String: String], paths: [String]) throws {
        #expect(try SharedConfig(environment: environment, files: .holding([:])).paths == paths)
    }

    @Test("without files there is no profile and no error")
    func noFiles() throws {
        let shared = try SharedConfig(environment: ["HOME": "/home/me"], files: .holding([:]))
        #expect(shared.profile == nil)
        #expect(shared.profileName == "default")
    }

    @Test(
        "AWS_PROFILE chooses, and so does AWS_DEFAULT_PROFILE",
        arguments: [
            (["AWS_PROFILE": "team"], "team"), (["AWS_DEFAULT_PROFILE": "team"], "team"),
            (["AWS_PROFILE": "team", "AWS_DEFAULT_PROFILE": "team"], "team"),
            (["AWS_PROFILE": ""], "default"), ([:], "default"),
        ] as [([String: String], String)])
    func profile(environment: [String: String], name: String) throws {
        let files = FileReader.holding(["/config": "[default]\nname = default\n[profile team]\nname = team"])
        let environment = environment.merging(["AWS_CONFIG_FILE": "/config"]) { $1 }
        #expect(try SharedConfig(environment: environment, files: files).profile?["name"]?.value == name)
    }

    @Test("two different names are refused, since AWS tools disagree on which wins")
    func twoNames() {
        let error = #expect(throws: SharedConfigError.self) {
            try SharedConfig(
                environment: ["AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"], files: .holding([:]))
        }
        #expect(error?.source == "AWS_PROFILE")
        #expect(error?.message.contains("AWS_DEFAULT_PROFILE") == true)
    }

    @Test("a profile that is named and not there is an error, default too", arguments: ["nope", "default"])
    func missingProfile(name: String) {
        let error = #expect(throws: SharedConfigError.self) {
            try SharedConfig(
                environment: ["AWS_DEFAULT_PROFILE": name, "HOME": "/home/me"],
                files: .holding(["/home/me/.aws/config": "[profile team]"]))
        }
        #expect(error?.source == "AWS_DEFAULT_PROFILE")
        #expect(error?.message.contains("no profile \(name) in /home/me/.aws/config") == true)
        #expect(error?.message.contains("there are: team") == true)
    }

    @Test("a file that can't be read or isn't text is an error that names it")
    func unreadable() {
        struct Denied: Error {}
        let readers = [FileReader { _ in throw Denied() }, FileReader { _ in Data([0x5B, 0xFF, 0xFE]) }]
        for files in readers {
            let error = #expect(throws: SharedConfigError.self) {
                try SharedConfig(environment: ["AWS_CONFIG_FILE": "/aws/config"], files: files)
            }
            #expect(error?.source == "/aws/config")
        }
    }

    @Test("files are read from the disk")
    func disk() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "shared-config-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let config = folder.appending(path: "config")
        try Data("[default]\nregion = eu-west-1\n".utf8).write(to: config)

        let environment = [
            "AWS_CONFIG_FILE": config.path, "AWS_SHARED_CREDENTIALS_FILE": folder.appending(path: "none").path,
        ]
        #expect(try SharedConfig(environment: environment).profile?["region"]?.value == "eu-west-1")

        let error = #expect(throws: SharedConfigError.self) {
            try SharedConfig(environment: ["AWS_CONFIG_FILE": folder.path])
        }
        #expect(error?.source == folder.path)
    }

    @Test("the null device is an empty file")
    func nullDevice() throws {
        let environment = ["AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"]
        let shared = try SharedConfig(environment: environment)
        #expect(shared.profiles.isEmpty)
        #expect(shared.paths == ["/dev/null", "/dev/null"])
    }

    @Test(
        "pipes are read, as process substitution makes them",
        arguments: ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
    func pipe(variable: String) throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data("[default]\naws_access_key_id = AKID\n".utf8))
        try pipe.fileHandleForWriting.close()
        let other = variable == "AWS_CONFIG_FILE" ? "AWS_SHARED_CREDENTIALS_FILE" : "AWS_CONFIG_FILE"
        let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
        let shared = try SharedConfig(environment: [variable: path, other: "/dev/null"])
        #expect(shared.profile?["aws_access_key_id"]?.value == "AKID")
    }

    @Test("a file without an end is refused")
    func endless() {
        let error = #expect(throws: SharedConfigError.self) {
            try SharedConfig(environment: ["AWS_CONFIG_FILE": "/dev/zero"])
        }
        #expect(error?.source == "/dev/zero")
        #expect(error?.message.contains("8388608 bytes") == true)
    }

    @Test("no description of a configuration shows a value")
    func noSecret() throws {
        let shared = try SharedConfig(
            environment: ["AWS_CONFIG_FILE": "/config"],
            files: .holding(["/config": "[default]\naws_secret_access_key = TOPSECRET\ns3 =\n  key = TOPSECRET"]))
        #expect(!everyDescription(of: shared).contains("TOPSECRET"))
    }
}
