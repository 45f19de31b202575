import Formats
import Synchronization
import Testing

@Suite("Parsing JSON documents")
struct JSONValueTests {
    @Test(
        "Valid texts",
        arguments: [
            ("null", JSONValue.null), (" true ", .bool(true)), ("-0.5e2", .number(-50)), ("0", .number(0)),
            (#""aé\n\u00e9\ud83d\ude00/\/""#, .string("aé\né😀//")), ("[]", .array([])),
            (
                #"{"a": [1, {"b": null}], "c": {}}"#,
                .object([
                    "a": .array([.number(1), .object(["b": .null])]), "c": .object([:]),
                ])
            ),
            ("\u{FEFF}{}", .object([:])),
        ] as [(String, JSONValue)])
    func valid(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text.utf8) == value)
    }

    @Test(
        "Texts that are not JSON are refused with the place",
        arguments: [
            ("", "line 1, column 1: the text ends where a value should stand"),
            ("{\n  \"a\": 1,\n}", "line 3, column 1: a member's name should stand here, in quotes"),
            ("[1 2]", "line 1, column 4: a comma or ] should stand here"),
            ("{} x", "line 1, column 4: there is more behind the end of the JSON text"),
            ("01", "line 1, column 2: there is more behind the end of the JSON text"),
            ("1.", "line 1, column 3: a digit should stand here"),
            ("1e999", "line 1, column 1: the number is too large"),
            ("tru", "line 1, column 1: a value should stand here"),
            ("'a'", "line 1, column 1: a value should stand here"),
            (#"{"a" 1}"#, "line 1, column 6: a colon should stand here"),
            (#""abc"#, "line 1, column 1: the string has no end"),
            ("\"a\nb\"", "line 1, column 3: a control character must be escaped in a string"),
            (#""\x""#, "line 1, column 2: there is no such escape"),
            (#""\u12g4""#, "line 1, column 4: four hexadecimal digits should stand here"),
            (#""\ud83d""#, "line 1, column 2: the escape is half of a character"),
        ])
    func invalid(text: String, message: String) {
        #expect { try JSONValue(parsing: text.utf8) } throws: { "\($0)" == message }
    }

    @Test("A name that stands twice would lose a value, and is refused")
    func duplicateName() {
        #expect { try JSONValue(parsing: #"{"dryRun": true, "dryRun": false}"#.utf8) } throws: {
            "\($0)" == #"line 1, column 18: the name "dryRun" stands twice in one object"#
        }
    }

    @Test("Bytes that are not UTF-8 are refused")
    func notUTF8() {
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
    }

    @Test("Nesting has a limit, since the call stack has one")
    func nesting() throws {
        let deep = { (count: Int) in String(repeating: "[", count: count) + String(repeating: "]", count: count) }
        _ = try JSONValue(parsing: deep(128).utf8)
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: deep(129).utf8) }
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: String(repeating: "[", count: 1_000_000).utf8) }
    }

    @Test(
        "Whole numbers are told from others",
        arguments: [("3", 3), ("3.0", 3), ("3.5", nil), ("1e30", nil), ("\"3\"", nil)] as [(String, Int?)])
    func integer(text: String, integer: Int?) throws {
        #expect(try JSONValue(parsing: text.utf8).integer == integer)
    }
}

@Suite("Writing JSON")
struct JSONWriterTests {
    @Test("Members stand in the order in which they are written")
    func order() {
        var json = JSONWriter()
        json.object { json in
            json.member("status", "ok")
            json.member("left out", nil as String?)
            json.member("count", 2)
            json.key("list")
            json.array { json in
                for number in [1, 2] {
                    json.beginEntry()
                    json.value(number)
                }
            }
            json.key("nothing")
            json.object { _ in }
            json.member("isFine", true)
        }
        #expect(
            String(decoding: json.bytes, as: UTF8.self)
                == #"{"status":"ok","count":2,"list":[1,2],"nothing":{},"isFine":true}"#)
    }

    @Test("Indented, each member stands on a line of its own")
    func indented() {
        var json = JSONWriter(isIndented: true)
        json.object { json in
            json.key("a")
            json.array { json in
                json.beginEntry()
                json.value("x")
            }
            json.key("b")
            json.array { _ in }
        }
        #expect(String(decoding: json.bytes, as: UTF8.self) == "{\n  \"a\": [\n    \"x\"\n  ],\n  \"b\": []\n}")
    }

    @Test("What is written can be parsed again", arguments: ["", "\"\\/\u{8}\u{1}\u{7f}\r\n\t", "é😀\u{2028}", "\u{0}"])
    func roundTrip(text: String) throws {
        var json = JSONWriter()
        json.value(text)
        #expect(try JSONValue(parsing: json.bytes) == .string(text))
        #expect(json.bytes.allSatisfy { $0 >= 0x20 })
    }

    @Test("A long text is given to the sink in parts")
    func longText() throws {
        let parts = Mutex<[[UInt8]]>([])
        var json = JSONWriter { part in parts.withLock { $0.append(part) } }
        json.value("<\"", continuedBy: repeatElement("é\\", count: 100_000))
        try json.finish(with: "")
        let written = parts.withLock { $0 }
        #expect(written.count > 3 && written.allSatisfy { $0.count < 70_000 })
        #expect(
            try JSONValue(parsing: Array(written.joined()))
                == .string("<\"" + String(repeating: "é\\", count: 100_000)))
    }

    @Test(
        "Numbers with a fixed count of decimal places",
        arguments: [
            (0, 2, "0.00"), (1.005, 1, "1.0"), (0.994, 2, "0.99"), (12.345, 2, "12.35"), (-0.001, 2, "0.00"),
            (-1.5, 1, "-1.5"), (3, 0, "3"), (.nan, 2, "null"), (.infinity, 2, "null"), (1e300, 2, "null"),
        ] as [(Double, Int, String)])
    func decimals(number: Double, decimals: Int, text: String) {
        var json = JSONWriter()
        json.value(number, decimals: decimals)
        #expect(String(decoding: json.bytes, as: UTF8.self) == text)
    }
}
