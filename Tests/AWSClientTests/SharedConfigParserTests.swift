import Testing

@testable import AWSClient

@Suite("The format of the shared AWS files")
struct SharedConfigParserTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var config = ""
        var credentials = ""
        var profiles: [String: [String: String]]

        init(
            _ name: String, config: String = "", credentials: String = "", _ profiles: [String: [String: String]]
        ) {
            self.testDescription = name
            self.config = config
            self.credentials = credentials
            self.profiles = profiles
        }
    }

    /// botocore's `full_config` gives these same profiles.
    static let asInBotocore = [
        Example("default", config: "[default]\nregion = eu-west-1", ["default": ["region": "eu-west-1"]]),
        Example(
            "indented settings", config: "[profile foo]\n  region = a\n  output = json",
            ["foo": ["region": "a", "output": "json"]]),
        Example(
            "tabs and blank lines", config: "[profile foo]\n\n\tname = value\n\n\tother = x",
            ["foo": ["name": "value", "other": "x"]]),
        Example("a quoted name", config: "[profile \"my team\"]\nname = value", ["my team": ["name": "value"]]),
        Example("a name of two words", config: "[profile in valid]\nname = value", [:]),
        Example("a value with =", config: "[profile foo]\nname = val=ue", ["foo": ["name": "val=ue"]]),
        Example("an empty value", config: "[profile foo]\nname =", ["foo": ["name": ""]]),
        Example("names in any case", config: "[profile foo]\nNAME = value", ["foo": ["name": "value"]]),
        Example(
            "a continued value", config: "[profile foo]\nname = value\n -continued",
            ["foo": ["name": "value\n-continued"]]),
        Example(
            "comments", config: "# c\n; d\n[profile foo]\n  # e\nname = value", ["foo": ["name": "value"]]),
        Example(
            "a # or ; without a space before it", config: "[profile foo]\nname = value; adjacent\nother = a#b",
            ["foo": ["name": "value; adjacent", "other": "a#b"]]),
        Example("no prefix in config", config: "[foo]\nname = value", [:]),
        Example(
            "other sections", config: "[sso-session s]\nname = value\n[profile foo]\nx = y", ["foo": ["x": "y"]]),
        Example("lines of Windows", config: "[profile foo]\r\nname = value\r\n", ["foo": ["name": "value"]]),
        Example(
            "both files", config: "[profile foo]\nname = value", credentials: "[foo]\nname = value2\nother = x",
            ["foo": ["name": "value2", "other": "x"]]),
    ]

    /// Here the SDKs agree with each other and not with botocore, which refuses duplicates and keeps comments.
    static let asInTheSDKs = [
        Example(
            "a comment after a value", config: "[profile foo] ; c\nname = value # with #\nother = x\t; y",
            ["foo": ["name": "value", "other": "x"]]),
        Example("a comment at the bracket", config: "[profile foo]# c\nname = value", ["foo": ["name": "value"]]),
        Example("a comment in place of a value", config: "[profile foo]\nname = # c", ["foo": ["name": ""]]),
        Example(
            "a section twice", config: "[profile foo]\nname = 1\n[profile bar]\n[profile foo]\nother = 2",
            ["foo": ["name": "1", "other": "2"], "bar": [:]]),
        Example("a setting twice", config: "[profile foo]\nname = 1\nname = 2", ["foo": ["name": "2"]]),
        Example(
            "[profile default] hides [default], first",
            config: "[profile default]\nname = value\n[default]\nname2 = value2", ["default": ["name": "value"]]),
        Example(
            "[profile default] hides [default], last",
            config: "[default]\nname2 = value2\n[profile default]\nname = value", ["default": ["name": "value"]]),
        Example("space in the brackets", config: "[ \tprofile \t foo ]\nname = value", ["foo": ["name": "value"]]),
        Example("profilefoo", config: "[profilefoo]\nname = value", [:]),
        Example("a prefix in credentials", credentials: "[profile foo]\nname = value", [:]),
        Example("a byte order mark", config: "\u{FEFF}[default]\nname = value", ["default": ["name": "value"]]),
    ]

    @Test("is read as botocore and the SDKs read it", arguments: asInBotocore + asInTheSDKs)
    func reads(_ example: Example) throws {
        let shared = try SharedConfig(
            environment: ["HOME": "/home/me"],
            files: .holding(["/home/me/.aws/config": example.config, "/home/me/.aws/credentials": example.credentials]))
        let profiles = shared.profiles.mapValues { profile in
            profile.configSettings.merging(profile.credentialsSettings) { $1 }.mapValues(\.value)
        }
        #expect(profiles == example.profiles)
    }

    @Test("keeps nested settings apart from those of the profile")
    func nested() throws {
        let text = "[profile foo]\ns3 =\n  Name = value = x\n\n  # comment\n  region = nested\noutput = json"
        let sections = try SharedConfigParser.sections(of: text, file: "config")
        let settings = try #require(sections.first).settings
        #expect(settings["s3"]?.nested == ["name": "value = x", "region": "nested"])
        #expect(settings["region"] == nil)
        #expect(settings["output"]?.line == 7)
    }

    @Test(
        "is refused with file and line, and without what the line holds",
        arguments: [
            ("[default]\nregion = x\n\nsecret", 4, "name = value"),
            ("[default]\nsecret : value", 2, "name = value"),
            ("secret = value", 1, "[section]"),
            ("  secret", 1, "[section]"),
            ("# c\n[profile secret", 2, "no closing `]`"),
            ("[profile foo] secret", 1, "only a comment"),
            ("[default]\n= secret", 2, "no name"),
            ("[default]\ns3 =\n  secret", 3, "name = value"),
            ("[default]\ns3 =\n  = secret", 3, "no name"),
            ("[default]\nname = value\n[default]\n -secret", 4, "name = value"),
        ])
    func refuses(text: String, line: Int, cause: String) {
        let error = #expect(throws: SharedConfigError.self) {
            try SharedConfigParser.sections(of: text, file: "/aws/config")
        }
        #expect(error?.source == "/aws/config, line \(line)")
        #expect(error?.message.contains(cause) == true)
        #expect(error?.description.contains("secret") == false)
    }
}
