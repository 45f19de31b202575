import Testing

@testable import AWSClient

@Suite("Words of a command line")
struct SharedConfigShellWordsTests {
    /// Each row is what Python's `shlex.split` gives, which botocore applies.
    static let splits: [(String, [String])] = [
        (#"tool --profile dev"#, ["tool", "--profile", "dev"]),
        (#"'/opt/my tools/get' "a b" "#, ["/opt/my tools/get", "a b"]),
        (#"a\ b c"#, ["a b", "c"]),
        (#""a\"b\\c\d""#, [#"a"b\c\d"#]),
        (#"'a\b'"#, [#"a\b"#]),
        (#"a""b '' "" "#, ["ab", "", ""]),
        ("a\tb\nc", ["a", "b", "c"]),
        (#"x='y z'w"#, ["x=y zw"]),
        ("", []),
        ("   ", []),
        (#"$HOME `id` *.txt # c"#, ["$HOME", "`id`", "*.txt", "#", "c"]),
    ]

    @Test("are split as botocore splits them", arguments: splits)
    func split(text: String, words: [String]) throws {
        #expect(try ShellWords.split(text) == words)
    }

    @Test(
        "are refused when a quote or an escape is left open",
        arguments: [
            ("'a", ShellWords.SyntaxError.unclosedQuote), ("\"a", .unclosedQuote),
            ("a\\", .nothingAfterBackslash), ("\"a\\", .nothingAfterBackslash),
        ])
    func refuses(text: String, fault: ShellWords.SyntaxError) {
        #expect(throws: fault) { try ShellWords.split(text) }
    }
}
