import Formats
import Testing

@Suite("Invisible controls")
struct InvisibleControlsTests {
    private static let escapes = [
        ("\n", #"\n"#), ("\r", #"\r"#), ("\t", #"\t"#), ("\u{1b}[31m", #"\u{1b}[31m"#), ("\u{7f}", #"\u{7f}"#),
        ("\u{9b}31m", #"\u{9b}31m"#), ("\u{85}", #"\u{85}"#), ("\u{202e}txt", #"\u{202e}txt"#),
        ("\u{2066}", #"\u{2066}"#), ("\u{200b}", #"\u{200b}"#), ("\u{200d}", #"\u{200d}"#), ("\u{feff}", #"\u{feff}"#),
        ("\u{2028}\u{2029}", #"\u{2028}\u{2029}"#), ("\u{e0041}", #"\u{e0041}"#), ("é 🐋 “x”", "é 🐋 “x”"),
    ]

    @Test("stand in a text for people as escapes", arguments: escapes)
    func text(text: String, shown: String) {
        #expect("a\(text)b".escapingControls() == "a\(shown)b")
        #expect("a\(text)b".excerpt() == "a\(shown)b")
    }

    @Test("line feeds alone may stay")
    func lineBreaks() {
        #expect("a\n\u{1b}b\r\n".escapingControls(keepsLineBreaks: true) == "a\n\\u{1b}b\\r\n")
    }

    @Test("an excerpt counts the characters of the text, not those of its escapes")
    func excerpt() {
        #expect("\u{202e}abc".excerpt(2) == #"\u{202e}a…"#)
    }

    @Test("a JSON text holds none, and gives back the same text", arguments: escapes.map(\.0))
    func json(text: String) throws {
        var json = JSONWriter()
        json.value("é\(text)")
        let invisible: Set<Unicode.GeneralCategory> = [.control, .format, .lineSeparator, .paragraphSeparator]
        let written = String(decoding: json.bytes, as: UTF8.self)
        #expect(!written.unicodeScalars.contains { invisible.contains($0.properties.generalCategory) })
        #expect(try JSONValue(parsing: json.bytes) == .string("é\(text)"))
    }

    @Test("in JSON one beyond the first plane is two escapes")
    func surrogates() {
        var json = JSONWriter()
        json.value("\u{e0041}\u{1}")
        #expect(String(decoding: json.bytes, as: UTF8.self) == #""\udb40\udc41\u0001""#)
    }
}
