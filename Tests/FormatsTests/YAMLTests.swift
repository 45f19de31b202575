import Formats
import Testing

@Suite("YAML")
struct YAMLTests {
    /// The error that a text is refused with.
    private func refusal(of text: String) -> YAMLSyntaxError? {
        do throws(YAMLSyntaxError) {
            _ = try YAMLNode(parsing: text.utf8)
            return nil
        } catch {
            return error
        }
    }

    @Test("has JSON in it, with escapes of two halves")
    func json() throws {
        let node = try YAMLNode(parsing: #"{"a":["\u0031","\ud83d\ude00","\/"],"b":{"c":null,"c":1.50}}"#.utf8)
        let items = ["1", "😀", "/"].map { YAMLNode(.text($0)) }
        #expect(!items[0].isPlain)
        let members = try #require(node.members)
        #expect(members.map(\.key.untaggedText) == ["a", "b"])
        #expect(members[0].value == YAMLNode(.list(items)))
        let inner = try #require(members[1].value.members)
        #expect(inner.map(\.value.untaggedText) == ["null", "1.50"])
    }

    @Test("may begin with a byte-order mark, and its lines may end with carriage returns")
    func bytes() throws {
        let expected = try YAMLNode(parsing: "a: b\nc: |\n  d\n  e\n".utf8)
        for text in ["\u{FEFF}a: b\nc: |\n  d\n  e\n", "a: b\r\nc: |\r\n  d\r\n  e\r\n", "a: b\rc: |\r  d\r  e\r"] {
            #expect(try YAMLNode(parsing: text.utf8) == expected)
        }
    }

    @Test(
        "is refused with the line of its fault",
        arguments: [
            ("a: b\nc: *d\n", 2, "an alias stands here"), ("a:\n  - b\n d: e\n", 3, "indented too far"),
            ("a: [b,\n c", 2, "a comma or ] should stand here"), ("a: b\n\n\"c", 3, "the text in quotes has no end"),
            ("a:\n\tc: d\n", 2, "a tab can't indent a line"), ("a: \"\\ud83d\"", 1, "half of a character"),
            ("a: \"\\u00g0\"", 1, "4 hexadecimal digits"), ("a: \"\\q\"", 1, "no such escape"),
            ("a: b\n---\nc: d\n", 2, "there is more behind the end"), ("a: |x\n b", 1, "no indicator of a text"),
            ("a: b: c", 1, "there is more behind a value"), ("a\nb: c", 2, "there is more"),
            ("a: b\nc\n", 2, "a colon"),
            ("a: !b !c d", 1, "two tags"), ("a: b\n   - c: d", 2, "more"), ("a: 'b\n", 1, "has no end"),
        ])
    func faults(text: String, line: Int, message: String) throws {
        let error = try #require(refusal(of: text))
        #expect(error.line == line && error.message.contains(message), "\(error)")
        #expect("\(error)".hasPrefix("line \(line): "))
    }

    @Test(
        "has texts without quotes that not every reader takes for the same",
        arguments: [
            ("app", true), ("v1.10", true), ("1", true), ("-12", true), ("1.5", true), ("true", true), ("0", true),
            ("2026-01-15", true), ("1.2.3-rc", true), ("a1b2c3", true), ("0.1", true),
            ("1.2.3", true), ("3fa85f6", true), ("0123abc", true), ("1-2", true),
            ("1.10", false), ("1.0", false), ("012", false), ("012345678901", false), ("1e3", false),
            ("12e4567", false),
            ("0x1F", false), ("0o7", false), ("1_000", false), ("1:30", false), ("yes", false), ("NO", false),
            ("on", false), ("True", false), ("~", false), ("null", false), ("", false), (".5", false), (".inf", false),
            ("1234567890123456", false), ("20240115.3", false), ("0b101", false), ("1.5e3", false), ("+1", false),
        ])
    func plainTexts(text: String, isCertain: Bool) throws {
        #expect(try YAMLNode(parsing: text.utf8).certainText == (isCertain ? text : nil))
        #expect(try YAMLNode(parsing: "'\(text)'".utf8).certainText == text)
    }

    @Test("is read to a depth of 512, and refused beyond", arguments: ["[", "{a: ", "- ", "? ", "!t [", "{[a]: ["])
    func depth(opening: String) throws {
        let nested = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        _ = try YAMLNode(parsing: nested.utf8)
        let error = try #require(refusal(of: String(repeating: opening, count: 200_000)))
        #expect(error.message.contains("more than 512 deep"))
    }

    @Test("is read in time, whatever it is of", .timeLimit(.minutes(10)))
    func long() {
        for piece in [
            "a", " ", "\n", "[]", "- a\n", "a: b\n", "'a' ", "\"\\n", "x\n  ", ": ", "? a\n", "# c\n", "|\n",
            "- |\n x\n", "- !Sub |\n  x\n\n", "\"\\ud83d\\ude00\" ", "\\ud83d\\ude00",
        ] {
            _ = try? YAMLNode(parsing: "k: \(String(repeating: piece, count: 50_000))".utf8)
            _ = try? YAMLNode(parsing: "k: [\(String(repeating: piece, count: 50_000))".utf8)
            _ = try? YAMLNode(parsing: String(repeating: piece, count: 50_000).utf8)
            _ = try? YAMLNode(parsing: "\"\(String(repeating: piece, count: 50_000))\"".utf8)
        }
    }
}

extension YAMLNode {
    /// The members of a mapping; `nil` for other nodes.
    fileprivate var members: [Member]? {
        guard case .mapping(let members) = content else { return nil }
        return members
    }
}
