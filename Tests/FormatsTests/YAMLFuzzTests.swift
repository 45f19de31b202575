import Formats
import TestSupport
import Testing

@Suite("Garbage as a template")
struct YAMLFuzzTests {
    private static let yaml = Garbage(
        samples: [
            "a: !Sub ${b}\nc:\n  - d # e\n  - f: 'g'\n    h: \"i\\u0041\"\n",
            "a: |-\n  b\n\n  c\nd: >+2\n    e\n   f\n",
            "{a: [b, !Ref c, {d: e}], 'f': g,}\n", "? - a\n  - b\n: c\n? d\n", "--- &a\n- - a\n  - b\n-\n  c\n...\n",
        ],
        tokens: [
            "\n", "\n  ", " ", "\t", "\r\n", ": ", "- ", "? ", "# ", "|", ">", "|2-", "!", "!Sub ", "&a ", "*a", "'",
            "\"",
            "\\", "\\x4", "\\ud83d", "[", "]", "{", "}", ",", "---", "...", "%YAML", "\u{FEFF}", "\u{0}", "é", "1.10",
            "~",
        ])
    private static let json = Garbage(samples: [
        #"{"Resources":{"A":{"Fn::Join":[":",["a\u0041\/","b"]]},"B":[1,-2.5e3,null,true,{}]}}"#,
        #"[{"a": "\ud83d\ude00", "b": [[], {"c": "\\ \" \t"}]}, "é"]"#,
    ])

    @Test("ends, and names a line of it in an error")
    func yaml() {
        for number in Garbage.numbers {
            let input = Self.yaml.input(number)
            do throws(YAMLSyntaxError) {
                _ = try YAMLNode(parsing: input)
            } catch {
                #expect((1...input.count + 1).contains(error.line) && !error.message.isEmpty, "input \(number)")
            }
        }
    }

    @Test("is read as the same tree if it is JSON")
    func json() {
        for number in Garbage.numbers {
            let input = Self.json.input(number)
            guard let value = try? JSONValue(parsing: input) else { continue }
            #expect((try? YAMLNode(parsing: input)).map(isSame(value)) == true, "input \(number)")
        }
    }

    /// Whether a node is the same tree as a JSON value, whose texts are in quotes.
    private func isSame(_ value: JSONValue) -> (YAMLNode) -> Bool {
        { node in
            switch (value, node.content) {
            case (.string(let text), .text(let other)): text == other && !node.isPlain
            case (.array(let items), .list(let nodes)):
                items.count == nodes.count && zip(items, nodes).allSatisfy { isSame($0)($1) }
            case (.object(let members), .mapping(let pairs)):
                members.count == pairs.count
                    && pairs.allSatisfy { pair in
                        pair.key.untaggedText.flatMap { members[$0] }.map { isSame($0)(pair.value) } ?? false
                    }
            case (.null, .text("null")), (.bool(true), .text("true")), (.bool(false), .text("false")): node.isPlain
            case (.number, .text): node.isPlain
            default: false
            }
        }
    }
}
